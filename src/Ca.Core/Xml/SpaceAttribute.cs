using System.Security.Cryptography;
using System.Text;

namespace Ca.Core.Xml;

/// <summary>
/// <c>xml:space</c> with another value than <c>default</c> and <c>preserve</c>: an error of validity, if of anything, and a document with it is
/// well-formed (XML 1.0 §2.10 has no constraint of well-formedness). The platform's reader refuses it, so it is read under a name that nobody can
/// have written, and gets its own back.
/// </summary>
sealed class SpaceAttribute
{
    const string Prefix = "xml:";
    const string Name = "space";

    readonly string standIn = "s" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>Whether the document may have it, in an encoding that has ASCII in it.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> document) => document.IndexOf("xml:space"u8) >= 0;

    /// <summary>The document with the name exchanged wherever it stands, in text too.</summary>
    public byte[] Exchange(ReadOnlySpan<byte> document)
    {
        var replacement = Encoding.ASCII.GetBytes(Prefix + standIn);
        using var output = new MemoryStream(document.Length + replacement.Length);
        for (int at; (at = document.IndexOf("xml:space"u8)) >= 0; document = document[(at + Prefix.Length + Name.Length)..])
        {
            output.Write(document[..at]);
            output.Write(replacement);
        }
        output.Write(document);
        return output.ToArray();
    }

    /// <summary>A local name as it was.</summary>
    public string RestoreName(string localName) => localName == standIn ? Name : localName;

    /// <summary>Text or a value as it was.</summary>
    public string Restore(string text) => text.Replace(Prefix + standIn, Prefix + Name, StringComparison.Ordinal);
}
