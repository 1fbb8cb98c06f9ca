using System.Formats.Asn1;
using System.Text;

namespace Ca.Core.Certificates;

/// <summary>The kinds of GeneralName (RFC 5280 §4.2.1.6) by their tag.</summary>
public enum GeneralNameKind
{
    /// <summary>otherName: the value is the whole DER, tag included.</summary>
    Other = 0,
    /// <summary>rfc822Name.</summary>
    Email = 1,
    /// <summary>dNSName.</summary>
    Dns = 2,
    /// <summary>x400Address: the value is the whole DER, tag included.</summary>
    X400 = 3,
    /// <summary>directoryName: the value is DER of a Name.</summary>
    Directory = 4,
    /// <summary>ediPartyName: the value is the whole DER, tag included.</summary>
    EdiParty = 5,
    /// <summary>uniformResourceIdentifier.</summary>
    Uri = 6,
    /// <summary>iPAddress: 4 or 16 octets, twice as many in name constraints.</summary>
    IpAddress = 7,
    /// <summary>registeredID: the contents of the OID.</summary>
    RegisteredId = 8,
}

/// <summary>A GeneralName.</summary>
/// <param name="Kind">Which alternative.</param>
/// <param name="Value">Contents octets; of a directory name the DER of the Name.</param>
public sealed record GeneralName(GeneralNameKind Kind, ReadOnlyMemory<byte> Value)
{
    DistinguishedName? directoryName;

    /// <summary>The text of an e-mail address, DNS name or URI.</summary>
    public string Text => Encoding.ASCII.GetString(Value.Span);

    /// <summary>The name of a directory name.</summary>
    public DistinguishedName DirectoryName => directoryName ??= DistinguishedName.Parse(Value).Expect();

    /// <summary>From text, for the three kinds that are IA5String.</summary>
    public static GeneralName Of(GeneralNameKind kind, string text) => new(kind, Encoding.ASCII.GetBytes(text));

    /// <summary>A directory name.</summary>
    public static GeneralName Of(DistinguishedName name) => new(GeneralNameKind.Directory, name.Encoded);

    /// <summary>The same kind and octets.</summary>
    public bool Equals(GeneralName? other) => other is not null && Kind == other.Kind && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }

    /// <summary>Reads GeneralNames: one or more, under this tag or as a SEQUENCE.</summary>
    internal static IReadOnlyList<GeneralName> ReadAll(AsnReader reader, Asn1Tag? tag = null)
    {
        var names = reader.ReadSequence(tag);
        var all = new List<GeneralName>();
        do
            all.Add(Read(names));
        while (names.HasData);
        return all;
    }

    /// <summary>Reads one.</summary>
    internal static GeneralName Read(AsnReader reader)
    {
        var tag = reader.PeekTag();
        var kind = (GeneralNameKind)tag.TagValue;
        if (tag.TagClass != TagClass.ContextSpecific || !Enum.IsDefined(kind))
            throw new AsnContentException();
        return new(kind, kind switch
        {
            GeneralNameKind.Email or GeneralNameKind.Dns or GeneralNameKind.Uri =>
                Encoding.ASCII.GetBytes(reader.ReadCharacterString(UniversalTagNumber.IA5String, tag)),
            GeneralNameKind.Directory => ReadDirectoryName(reader, tag),
            GeneralNameKind.IpAddress => reader.ReadOctetString(tag),
            GeneralNameKind.RegisteredId => ReadRegisteredId(reader, tag),
            _ => tag.IsConstructed ? reader.ReadEncodedValue() : throw new AsnContentException(),
        });
    }

    /// <summary>Writes it.</summary>
    internal void Write(AsnWriter writer)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, (int)Kind);
        switch (Kind)
        {
            case GeneralNameKind.Email or GeneralNameKind.Dns or GeneralNameKind.Uri:
                writer.WriteCharacterString(UniversalTagNumber.IA5String, Text, tag);
                break;
            case GeneralNameKind.Directory:
                // Name is a CHOICE, so its tag is explicit (X.680 §31.2.7).
                using (writer.PushSequence(tag))
                    writer.WriteEncodedValue(Value.Span);
                break;
            case GeneralNameKind.IpAddress or GeneralNameKind.RegisteredId:
                writer.WriteOctetString(Value.Span, tag);
                break;
            default:
                writer.WriteEncodedValue(Value.Span);
                break;
        }
    }

    static ReadOnlyMemory<byte> ReadDirectoryName(AsnReader reader, Asn1Tag tag)
    {
        var wrapped = reader.ReadSequence(tag);
        var name = wrapped.ReadEncodedValue();
        wrapped.ThrowIfNotEmpty();
        return DistinguishedName.Parse(name).Refused(out _, out _) ? throw new AsnContentException() : name;
    }

    static ReadOnlyMemory<byte> ReadRegisteredId(AsnReader reader, Asn1Tag tag)
    {
        var contents = reader.PeekContentBytes();
        reader.ReadObjectIdentifier(tag);
        return contents;
    }
}
