using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Cms;

/// <summary>signedAttrs or unsignedAttrs (RFC 5652 §5.3): what was said beside the content by the signer, or added by others later.</summary>
sealed class CmsAttributes
{
    const byte SetOf = 0x31;

    /// <summary>Signed attributes have some hundreds of octets, with content time-stamps among them some thousands.</summary>
    public const int MostSigned = 64 * 1024;

    readonly List<CmsAttribute> all = [];

    CmsAttributes(byte[] encoded) => Encoded = encoded;

    /// <summary>None.</summary>
    public static CmsAttributes Empty { get; } = new(Der.Write(w => w.PushSetOf().Dispose()));

    /// <summary>The DER as a SET OF: with its own tag and sorted, however they were sent; what is signed when they are signed ones (§5.4).</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The same in the order sent: some programs sign that, though it is not DER, and OpenSSL takes it.</summary>
    public ReadOnlyMemory<byte> AsSent { get; private init; }

    /// <summary>All, in the order sent.</summary>
    public IReadOnlyList<CmsAttribute> Items => all;

    /// <summary>How many attributes of the type there are.</summary>
    public int Count(string type) => all.Count(a => a.Type == type);

    /// <summary>The value of the one attribute of this type that has one value; null when it is not so.</summary>
    public ReadOnlyMemory<byte>? Single(string type) =>
        // A bare null would turn into an empty memory, by way of byte[].
        all.Where(a => a.Type == type).Take(2).ToList() is [{ Values: [var value] }] ? value : default(ReadOnlyMemory<byte>?);

    /// <summary>Every value of every attribute of the type, in the order sent.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(string type) => all.Where(a => a.Type == type).SelectMany(a => a.Values);

    /// <summary>
    /// Whether these octets are what is signed for signed attributes: a SET of attributes with content-type and message-digest among them (RFC 5652 §5.3). One
    /// signature is good for both, the attributes and a content that is these octets.
    /// </summary>
    public static bool AreSigned(ReadOnlyMemory<byte> octets) =>
        octets.Span is [SetOf, ..]
        && !Der.Guard<CmsAttributes>(() => Read(new AsnReader(octets, AsnEncodingRules.BER), Asn1Tag.SetOf)).Refused(out _, out var attributes)
        && attributes.Count(Oids.ContentType) > 0 && attributes.Count(Oids.MessageDigest) > 0;

    /// <param name="reader">At the attributes.</param>
    /// <param name="tag">What stands for the SET's own.</param>
    public static CmsAttributes Read(AsnReader reader, Asn1Tag tag)
    {
        var encoded = new List<ReadOnlyMemory<byte>>();
        var sent = reader.PeekEncodedValue();
        for (var set = reader.ReadSetOf(skipSortOrderValidation: true, tag); set.HasData;)
            encoded.Add(set.ReadEncodedValue());
        var attributes = new CmsAttributes(Der.Write(w =>
        {
            using (w.PushSetOf())
                foreach (var attribute in encoded)
                    w.WriteEncodedValue(attribute.Span);
        }))
        { AsSent = (byte[])[SetOf, .. sent.Span[1..]] };
        foreach (var attribute in encoded)
            attributes.all.Add(CmsAttribute.Read(attribute, AsnEncodingRules.DER));
        return attributes;
    }
}

/// <summary>One attribute (RFC 5652 §5.3).</summary>
/// <param name="Type">attrType.</param>
/// <param name="Encoded">The whole of it.</param>
/// <param name="Values">attrValues, each encoded; usually one.</param>
sealed record CmsAttribute(string Type, ReadOnlyMemory<byte> Encoded, IReadOnlyList<ReadOnlyMemory<byte>> Values)
{
    public static CmsAttribute Read(ReadOnlyMemory<byte> encoded, AsnEncodingRules rules)
    {
        var attribute = new AsnReader(encoded, rules).ReadSequence();
        var type = attribute.ReadObjectIdentifier();
        var values = new List<ReadOnlyMemory<byte>>();
        for (var set = attribute.ReadSetOf(skipSortOrderValidation: true); set.HasData;)
            values.Add(set.ReadEncodedValue());
        attribute.ThrowIfNotEmpty();
        return new(type, encoded, values);
    }
}
