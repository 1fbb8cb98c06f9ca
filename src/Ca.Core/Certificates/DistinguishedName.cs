using Ca.Core.Asn1;

namespace Ca.Core.Certificates;

/// <summary>A Name (RFC 5280 §4.1.2.4): its bytes as they were read, and what they say.</summary>
/// <remarks>Two names are equal when they compare so by RFC 5280 §7.1; children copy their issuer's bytes exactly.</remarks>
public sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    /// <summary>A name with more octets is refused; with every upper bound of RFC 5280 used up, ours stay under 3 KiB.</summary>
    public const int MaxOctets = 8 * 1024;

    // Made when a name is first compared byte-unequal; several threads may make it at once and all make the same.
    string? canonical;

    DistinguishedName(ReadOnlyMemory<byte> encoded, IReadOnlyList<IReadOnlyList<NameAttribute>> rdns)
    {
        Encoded = encoded;
        RelativeNames = rdns;
    }

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The relative distinguished names in the order of the encoding; nearly always of one attribute each.</summary>
    public IReadOnlyList<IReadOnlyList<NameAttribute>> RelativeNames { get; }

    /// <summary>All attributes in the order of the encoding.</summary>
    public IEnumerable<NameAttribute> Attributes => RelativeNames.SelectMany(r => r);

    /// <summary>No attributes at all.</summary>
    public bool IsEmpty => RelativeNames.Count == 0;

    /// <summary>The first value of this type, or null.</summary>
    public string? this[string type] => Attributes.FirstOrDefault(a => a.Type == type)?.Value;

    /// <summary>Reads a Name in DER.</summary>
    public static Outcome<DistinguishedName> Parse(ReadOnlyMemory<byte> encoded) => Der.Read(encoded, MaxOctets, reader =>
    {
        var names = reader.ReadSequence();
        var rdns = new List<IReadOnlyList<NameAttribute>>();
        while (names.HasData)
        {
            var set = names.ReadSetOf();
            var attributes = new List<NameAttribute>(1);
            do
            {
                if (NameAttribute.Read(set).Refused(out var why, out var attribute))
                    return why;
                attributes.Add(attribute);
            }
            while (set.HasData);
            rdns.Add(attributes);
        }
        return (Outcome<DistinguishedName>)new DistinguishedName(encoded, rdns);
    });

    /// <summary>
    /// Reads what a person writes: <c>C=RU, O=Sample, CN=Иванов Иван</c>, in the order of the encoding; keys as <see cref="ToString"/>
    /// writes them, or dotted OIDs; <c>\,</c> for a comma, <c>+</c> between the attributes of one relative name. Each attribute gets
    /// the string type that its definition asks for, and must be one that we would certify.
    /// </summary>
    public static Outcome<DistinguishedName> Parse(string text) => DistinguishedNameText.Read(text);

    /// <summary>A name of these relative names, or why we would not certify it: see <see cref="Check"/>.</summary>
    public static Outcome<DistinguishedName> Create(IReadOnlyList<IReadOnlyList<NameAttribute>> rdns)
    {
        if (rdns.SelectMany(r => r).Select(a => a.Check()).FirstOrDefault(why => why is not null) is { } why)
            return why;
        // Read back, so that what a name says is always what its bytes say.
        return Parse(Encode(rdns));
    }

    /// <summary>A name of these attributes, one in each relative name, where the caller knows that they are good.</summary>
    public static DistinguishedName Of(params IEnumerable<NameAttribute> attributes) =>
        Create([.. attributes.Select(a => new[] { a })]).Expect();

    /// <summary>Why we would not certify this name, or null: the first complaint of <see cref="NameAttribute.Check"/>.</summary>
    public Refusal? Check() => Attributes.Select(a => a.Check()).FirstOrDefault(why => why is not null);

    /// <inheritdoc/>
    public bool Equals(DistinguishedName? other) =>
        other is not null && (Encoded.Span.SequenceEqual(other.Encoded.Span) || Canonical == other.Canonical);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DistinguishedName);

    /// <inheritdoc/>
    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>
    /// Whether this name begins with all relative names of the other: it lies in the other's subtree (RFC 5280 §4.2.1.10).
    /// </summary>
    public bool IsWithin(DistinguishedName subtree) => Canonical.StartsWith(subtree.Canonical, StringComparison.Ordinal);

    /// <summary>As <c>Parse(string)</c> reads it, in the order of the encoding; control and bidirectional characters are escaped.</summary>
    public override string ToString() => DistinguishedNameText.Write(this);

    /// <summary>Equal for equal names: prepared values, the attributes of a relative name in one order, as in a set.</summary>
    // The marks that end a value, an attribute and a relative name cannot be in a prepared value, since preparation removes controls.
    string Canonical => canonical ??= string.Concat(RelativeNames.Select(rdn =>
        string.Concat(rdn.Select(a => $"{a.Type}\u0001{NamePreparation.Prepare(a)}\u0002").Order(StringComparer.Ordinal)) + '\u0003'));

    static byte[] Encode(IReadOnlyList<IReadOnlyList<NameAttribute>> rdns) => Der.Write(writer =>
    {
        using (writer.PushSequence())
            foreach (var rdn in rdns)
                using (writer.PushSetOf())
                    foreach (var attribute in rdn)
                        attribute.Write(writer);
    });
}
