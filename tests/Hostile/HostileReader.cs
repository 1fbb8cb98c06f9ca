using System.Globalization;
using Ca.Core;

namespace Ca.Tests.Hostile;

/// <summary>A reader of what strangers send: objects that it reads when nothing is wrong with them, and the reading.</summary>
sealed class HostileReader
{
    static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru");

    readonly Lazy<byte[][]> good;
    readonly Func<byte[], string> read;

    HostileReader(string name, IReadOnlyList<Type> types, Func<IEnumerable<byte[]>> make, Func<byte[], string> read)
    {
        Name = name;
        Types = types;
        good = new(() => [.. make()]);
        this.read = read;
    }

    /// <summary>What it reads, as the command line says it.</summary>
    public string Name { get; }

    /// <summary>Whose readers of octets it calls.</summary>
    public IReadOnlyList<Type> Types { get; }

    /// <summary>Of so many cases that are asked for one is thrown at it: some readers derive keys or sign.</summary>
    public int Divisor { get; private init; } = 1;

    /// <summary>Objects that are read.</summary>
    public IReadOnlyList<byte[]> Good => good.Value;

    /// <summary>A row of the table.</summary>
    /// <param name="name">What is read.</param>
    /// <param name="types">The types whose readers are called.</param>
    /// <param name="good">Made when they are first asked for.</param>
    /// <param name="read">Reads, and with the value does what the program does.</param>
    /// <param name="divisor">See <see cref="Divisor"/>.</param>
    public static HostileReader Of<T>(string name, Type[] types, Func<IEnumerable<byte[]>> good, Func<byte[], Outcome<T>> read, int divisor = 1) where T : notnull =>
        new(name, types, good, bytes => read(bytes).Refused(out var why, out _) ? Told(why) : "read") { Divisor = divisor };

    /// <summary>The same for what gives its own word for an answer.</summary>
    public static HostileReader Of(string name, Func<IEnumerable<byte[]>> good, Func<byte[], string> read, int divisor = 1) =>
        new(name, [], good, read) { Divisor = divisor };

    /// <summary>Reads the octets.</summary>
    /// <returns>"read" or what begins with it, or the code of the refusal.</returns>
    public string Read(byte[] bytes) => read(bytes);

    public override string ToString() => Name;

    /// <summary>For what must hold whatever was read.</summary>
    public static void Must(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"It does not hold that {what}.");
    }

    /// <summary>A refusal is said to somebody, in both languages, and not at length.</summary>
    static string Told(Refusal why)
    {
        const int longest = 20_000;
        Must(why.ToString().Length < longest && why.Sentence.In(Russian).Length < longest, "a refusal is short");
        return why.Code.ToString();
    }
}
