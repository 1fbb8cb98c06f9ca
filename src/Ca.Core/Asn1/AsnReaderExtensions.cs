using System.Formats.Asn1;

namespace Ca.Core.Asn1;

/// <summary>What reading of OPTIONAL components begins with.</summary>
static class AsnReaderExtensions
{
    /// <summary>Whether something with this tag comes next.</summary>
    public static bool IsNext(this AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
