using System.Reflection;
using Ca.Core.Ceremonies;
using Ca.Tests.Hostile;

namespace Ca.Core.Tests;

public class HostileReaderTests
{
    static IEnumerable<HostileReader> All => CoreReaders.All;

    [TestCaseSource(nameof(All))]
    public void Any_bytes_give_a_value_or_a_refusal_within_bounds(object reader) => TestContext.Progress.WriteLine(HostileRun.Of((HostileReader)reader));

    [Test]
    public void A_name_stands_for_one_reader() => Assert.That(CoreReaders.All.Select(r => r.Name), Is.Unique);

    [Test]
    public void Every_type_of_Core_that_reads_octets_is_in_the_table()
    {
        var readers =
            from type in typeof(Refusal).Assembly.GetExportedTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where method.ReturnType is { IsGenericType: true } outcome && outcome.GetGenericTypeDefinition() == typeof(Outcome<>)
            where method.GetParameters().Any(p => p.ParameterType == typeof(ReadOnlyMemory<byte>) || p.ParameterType == typeof(ReadOnlySpan<byte>))
            select type;

        // What the register is opened with is an identifier to compare.
        Assert.That(readers.Distinct().Except(CoreReaders.All.SelectMany(r => r.Types)), Is.EqualTo(new[] { typeof(CertificateDirectoryRegister) }));
    }
}
