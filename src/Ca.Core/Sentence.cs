using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;

namespace Ca.Core;

/// <summary>
/// A sentence that a person reads, named by its key in a resource file, in English and Russian.
/// <c>Folder.name</c> stands as <c>name</c> in <c>Folder/Sentences.restext</c> (English) and
/// <c>Folder/Sentences.ru.restext</c> (Russian) of the project the folder is in.
/// Places are numbered, <c>{0}</c>; an argument that is itself a sentence is put in the same language, and a long text ends in an ellipsis.
/// </summary>
public sealed record Sentence
{
    /// <summary>Whoever sends a name of a megabyte does not get it back: a longer text is cut off here.</summary>
    const int MaxArgumentLength = 2000;

    static readonly ConcurrentDictionary<string, ResourceManager> Resources = new();

    readonly Assembly home;
    readonly object[] arguments;

    /// <summary>A sentence of Ca.Core.</summary>
    public Sentence(string key, params object[] arguments) : this(typeof(Sentence).Assembly, key, arguments)
    {
    }

    /// <summary>A sentence of a shell, kept in the shell's own resource files.</summary>
    public Sentence(Assembly home, string key, params object[] arguments)
    {
        this.home = home;
        this.arguments = arguments;
        Key = key;
    }

    /// <summary>The folder and the name, as in <c>Keys.rsa-too-short</c>: stable, so machines may read it.</summary>
    public string Key { get; }

    /// <summary>The sentence in the culture's language; English for a language we do not speak.</summary>
    public string In(CultureInfo culture)
    {
        var (folder, name) = Key.Split('.', 2) is [var first, var second]
            ? (first, second)
            : throw new InvalidOperationException($"'{Key}' does not name a folder and a sentence.");
        // A shell's root namespace is not its assembly's name (ca.dll is Ca.Cli), so the folder's file is found by its end.
        var resources = Resources.GetOrAdd($"{home.GetName().Name}/{folder}", _ => new ResourceManager(BaseName(folder), home));
        var text = resources.GetString(name, culture)
            ?? throw new InvalidOperationException($"No sentence '{name}' stands in {folder}/Sentences.restext.");
        return string.Format(culture, text, [.. arguments.Select(a => Written(a, culture))]);
    }

    /// <summary>In English.</summary>
    public override string ToString() => In(CultureInfo.InvariantCulture);

    /// <summary>The same key and the same arguments.</summary>
    public bool Equals(Sentence? other) => other is not null && Key == other.Key && arguments.SequenceEqual(other.arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    static object Written(object argument, CultureInfo culture) => argument switch
    {
        Sentence inner => inner.In(culture),
        string { Length: > MaxArgumentLength } text => text[..(char.IsHighSurrogate(text[MaxArgumentLength - 1]) ? MaxArgumentLength - 1 : MaxArgumentLength)] + "…",
        _ => argument,
    };

    string BaseName(string folder)
    {
        var end = $".{folder}.Sentences.resources";
        var found = home.GetManifestResourceNames().SingleOrDefault(n => n.EndsWith(end, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{home.GetName().Name} has no {folder}/Sentences.restext.");
        return found[..^".resources".Length];
    }
}
