using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Profiles;

/// <summary>Which version of which file admitted a content; kept in every certificate's record.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Of the file's bytes, in lower-case hex.</param>
public sealed record ProfileReference(string Name, int Version, string Sha256);

/// <summary>Extensions whose values come from the issuer when it signs.</summary>
[Flags]
public enum IssuerExtensions
{
    /// <summary>None: a root has nobody above it.</summary>
    None = 0,
    /// <summary>AuthorityKeyIdentifier with the issuer's key identifier.</summary>
    AuthorityKey = 1 << 0,
    /// <summary>AuthorityKeyIdentifier with the issuer's issuer and serial number too: "the number of the authority's own certificate" (63-FZ art. 17(2)).</summary>
    AuthorityCertificate = 1 << 1,
    /// <summary>CRLDistributionPoints.</summary>
    CrlDistributionPoints = 1 << 2,
    /// <summary>AuthorityInformationAccess with the OCSP responder.</summary>
    Ocsp = 1 << 3,
    /// <summary>AuthorityInformationAccess with the issuer's certificate.</summary>
    CaIssuers = 1 << 4,
}

/// <summary>
/// What will be certified, word for word, but for the serial number, the time and what the issuer says about itself. Only a
/// <see cref="CertificateProfile"/> makes one, so all of it is what the profile names. An officer approves its <see cref="Hash"/>.
/// </summary>
public sealed class CertificateContent
{
    // Of the bytes below: what is stored outlives the program that stored it.
    const int FormVersion = 1;

    static readonly Asn1Tag PrivateKeyUsageTag = new(TagClass.ContextSpecific, 0);

    internal CertificateContent()
    {
    }

    /// <summary>The profile that admitted it.</summary>
    public required ProfileReference Profile { get; init; }

    /// <summary>Who may sign it.</summary>
    public required IssuerConstraint Issuer { get; init; }

    /// <summary>subject.</summary>
    public required DistinguishedName Subject { get; init; }

    /// <summary>The key to be certified.</summary>
    public required PublicKey PublicKey { get; init; }

    /// <summary>How long the certificate will live.</summary>
    public required Lifetime Lifetime { get; init; }

    /// <summary>How long its private key may sign, from the same second; null for no such extension.</summary>
    public Lifetime? PrivateKeyUsage { get; init; }

    /// <summary>Extensions the profile has decided, in the order in which they will stand.</summary>
    public required IReadOnlyList<Extension> Extensions { get; init; }

    /// <summary>Extensions that the issuer adds behind them.</summary>
    public required IssuerExtensions FromIssuer { get; init; }

    /// <summary>
    /// Whether its holder could speak for the authority: certify, answer for what is revoked, tell what time it was, or judge signatures. The authority
    /// certifies such keys of its own alone. Told by what would stand in the certificate and not by the profile's name, so that a profile
    /// which an operator wrote is no way around it.
    /// </summary>
    public bool SpeaksForTheAuthority =>
        Issuer.SelfSigned
        || CertificateExtensions.Of(Extensions).Refused(out _, out var says)
        || says.BasicConstraints is { IsAuthority: true }
        || says.KeyUsage is { } usage && (usage & (KeyUsages.KeyCertSign | KeyUsages.CrlSign)) != 0
        || says[Oids.OcspNoCheck] is not null
        || says.ExtendedKeyUsage?.Any(purpose => purpose is Oids.OcspSigning or Oids.TimeStamping or Oids.VerdictSigning) == true;

    /// <summary>SHA-256 over <see cref="Encode"/>.</summary>
    public ContentHash Hash => ContentHash.Of(Encode());

    /// <summary>Canonical DER of everything above: the form that is hashed and stored.</summary>
    public byte[] Encode() => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(FormVersion);
            using (writer.PushSequence())
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, Profile.Name);
                writer.WriteInteger(Profile.Version);
                writer.WriteOctetString(Convert.FromHexString(Profile.Sha256));
            }
            using (writer.PushSequence())
            {
                writer.WriteBoolean(Issuer.SelfSigned);
                using (writer.PushSequence())
                    foreach (var family in Issuer.KeyFamilies)
                        writer.WriteCharacterString(UniversalTagNumber.UTF8String, family.ToString());
                using (writer.PushSequence())
                    foreach (var name in Issuer.Names)
                        writer.WriteEncodedValue(name.Encoded.Span);
            }
            writer.WriteEncodedValue(Subject.Encoded.Span);
            writer.WriteEncodedValue(PublicKey.SubjectPublicKeyInfo.Span);
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, Lifetime.ToString());
            if (PrivateKeyUsage is { } usage)
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, usage.ToString(), PrivateKeyUsageTag);
            writer.WriteInteger((int)FromIssuer);
            CertificateExtensions.Write(writer, Extensions);
        }
    });

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Outcome<CertificateContent> Parse(ReadOnlyMemory<byte> encoded)
    {
        ReadOnlyMemory<byte> own = encoded.ToArray();
        return Der.Read(own, Certificate.MaxOctets, reader => Read(reader.ReadSequence()));
    }

    static Outcome<CertificateContent> Read(AsnReader parts)
    {
        if (!parts.TryReadInt32(out var form) || form != FormVersion)
            return new Refusal(RefusalCode.Unsupported, "Profiles.content-form-unknown", FormVersion);
        var profile = ReadProfile(parts.ReadSequence());
        var issuer = ReadIssuer(parts.ReadSequence());
        if (DistinguishedName.Parse(parts.ReadEncodedValue()).Refused(out var why, out var subject))
            return why;
        if (PublicKey.Parse(parts.ReadEncodedValue()).Refused(out why, out var key))
            return why;
        var lifetime = ReadLifetime(parts, null);
        Lifetime? usage = parts.PeekTag().HasSameClassAndValue(PrivateKeyUsageTag) ? ReadLifetime(parts, PrivateKeyUsageTag) : null;
        var fromIssuer = (IssuerExtensions)ReadInt(parts);
        if (CertificateExtensions.Read(parts).Refused(out why, out var extensions))
            return why;
        parts.ThrowIfNotEmpty();
        return new CertificateContent
        {
            Profile = profile,
            Issuer = issuer,
            Subject = subject,
            PublicKey = key,
            Lifetime = lifetime,
            PrivateKeyUsage = usage,
            Extensions = extensions,
            FromIssuer = fromIssuer,
        };
    }

    static ProfileReference ReadProfile(AsnReader parts)
    {
        var profile = new ProfileReference(ReadText(parts), ReadInt(parts), Convert.ToHexStringLower(parts.ReadOctetString()));
        parts.ThrowIfNotEmpty();
        return profile;
    }

    static IssuerConstraint ReadIssuer(AsnReader parts)
    {
        var selfSigned = parts.ReadBoolean();
        var families = new List<KeyFamily>();
        for (var all = parts.ReadSequence(); all.HasData;)
            families.Add(Enum.TryParse<KeyFamily>(ReadText(all), out var family) ? family : throw new AsnContentException());
        var names = new List<DistinguishedName>();
        for (var all = parts.ReadSequence(); all.HasData;)
            names.Add(DistinguishedName.Parse(all.ReadEncodedValue()).Refused(out _, out var name) ? throw new AsnContentException() : name);
        parts.ThrowIfNotEmpty();
        return new(selfSigned, families, names);
    }

    static Lifetime ReadLifetime(AsnReader parts, Asn1Tag? tag) =>
        Lifetime.Parse(ReadText(parts, tag)).Refused(out _, out var lifetime) ? throw new AsnContentException() : lifetime;

    static string ReadText(AsnReader parts, Asn1Tag? tag = null) => parts.ReadCharacterString(UniversalTagNumber.UTF8String, tag);

    static int ReadInt(AsnReader parts) => parts.TryReadInt32(out var value) ? value : throw new AsnContentException();
}
