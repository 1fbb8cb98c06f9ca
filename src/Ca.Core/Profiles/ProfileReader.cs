using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Json;
using Ca.Core.Keys;

namespace Ca.Core.Profiles;

/// <summary>From the form of the file to a profile that does not contradict itself.</summary>
static partial class ProfileReader
{
    /// <summary>A certificate with so many names of each kind still stays under <see cref="Certificate.MaxOctets"/>.</summary>
    const int MaxAlternativeNames = 100;

    /// <summary>Reads the bytes of a file.</summary>
    public static Outcome<CertificateProfile> Read(ReadOnlySpan<byte> json)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(json));
        return StrictJson.Read<ProfileFile>(json, CertificateProfile.MaxOctets).Then(file => Read(file, sha256));
    }

    static Outcome<CertificateProfile> Read(ProfileFile file, string sha256)
    {
        if (!NameForm().IsMatch(file.Name) || file.Version < 1)
            return new Refusal(RefusalCode.Malformed, "Profiles.profile-name", file.Name);
        if (All(file.KeyAlgorithms, KeyAlgorithm.Parse).Refused(out var why, out var keys))
            return why;
        if (Lifetime.Parse(file.Validity).Refused(out why, out var validity))
            return why;
        Lifetime? usage = null;
        if (file.PrivateKeyUsagePeriod is { } period)
            if (Lifetime.Parse(period).Refused(out why, out var parsed))
                return why;
            else
                usage = parsed;
        if (All(file.Issuer.Names, DistinguishedName.Parse).Refused(out why, out var issuers))
            return why;
        if (All(file.Subject, ReadAttribute).Refused(out why, out var subject))
            return why;
        if (All(file.Extensions.ExtendedKeyUsage?.Purposes ?? [], Purpose).Refused(out why, out var purposes))
            return why;
        if (file.Extensions.ExtendedKeyUsage is not null && (purposes.Count == 0 || purposes.Distinct().Count() != purposes.Count))
            return new Refusal(RefusalCode.Malformed, "Profiles.listed-twice-or-not-at-all", "extendedKeyUsage.purposes");
        var alternativeNames = ReadAlternativeNames(file.Extensions.SubjectAlternativeName);
        if (Contradiction(file, validity, usage, keys, subject, alternativeNames) is { } wrong)
            return wrong;

        return new CertificateProfile
        {
            Reference = new(file.Name, file.Version, sha256),
            Issuer = new(file.Issuer.SelfSigned, [.. file.Issuer.Keys.Select(Family)], issuers),
            KeyAlgorithms = keys,
            Lifetime = validity,
            PrivateKeyUsage = usage,
            Subject = subject,
            AlternativeNames = alternativeNames,
            Extensions = [.. Extensions(file.Extensions, purposes)],
            FromIssuer = FromIssuer(file.Extensions),
            IsAuthority = file.Extensions.BasicConstraints is { Authority: true },
        };
    }

    static Outcome<SubjectAttribute> ReadAttribute(ProfileFile.AttributeFile file)
    {
        if (NameAttributeType.Parse(file.Attribute).Refused(out var why, out var type))
            return why;
        var stringType = file.StringType switch
        {
            ProfileFile.StringType.Utf8 => NameStringType.Utf8,
            ProfileFile.StringType.Printable => NameStringType.Printable,
            ProfileFile.StringType.Ia5 => NameStringType.Ia5,
            ProfileFile.StringType.Numeric => NameStringType.Numeric,
            _ => type.StringType,
        };
        var minLength = file.MinimumLength ?? type.MinLength;
        var maxLength = file.MaximumLength ?? type.MaxLength;
        // A DirectoryString may be either of two (RFC 5280 §4.1.2.4); every other type has the one of its definition.
        if (stringType != type.StringType && (type.StringType, stringType) is not (NameStringType.Utf8, NameStringType.Printable))
            return new Refusal(RefusalCode.Malformed, "Profiles.attribute-string-type", file.Attribute);
        if (minLength < type.MinLength || maxLength > type.MaxLength || minLength > maxLength)
            return new Refusal(RefusalCode.Malformed, "Profiles.attribute-bounds", file.Attribute, type.MinLength, type.MaxLength);
        if (file.Value is not null != file.Presence is Presence.Fixed)
            return new Refusal(RefusalCode.Malformed, "Profiles.attribute-value", file.Attribute);
        if ((file.Check, type.Oid) is not (
            (null, _) or (NumberCheck.Snils, Oids.Snils) or (NumberCheck.Inn or NumberCheck.InnLegalPadded, Oids.Inn)
            or (NumberCheck.InnLegal, Oids.InnLegalEntity) or (NumberCheck.Ogrn, Oids.Ogrn) or (NumberCheck.Ogrnip, Oids.Ogrnip)))
            return new Refusal(RefusalCode.Malformed, "Profiles.attribute-check", file.Attribute);
        var attribute = new SubjectAttribute(type, file.Presence, file.Value, stringType, minLength, maxLength, file.Check);
        return file.Presence is Presence.Fixed && attribute.Admit(null)!.Value.Refused(out why, out _) ? why : attribute;
    }

    static Outcome<string> Purpose(string name) => name switch
    {
        "server-auth" => Oids.ServerAuth,
        "client-auth" => Oids.ClientAuth,
        "email-protection" => Oids.EmailProtection,
        "time-stamping" => Oids.TimeStamping,
        "ocsp-signing" => Oids.OcspSigning,
        "verdict-signing" => Oids.VerdictSigning,
        // Information systems in Russia ask for purposes of their own (DOMAIN 6); anyExtendedKeyUsage is none.
        _ when Oids.IsDotted(name) && name != Oids.AnyExtendedKeyUsage => name,
        _ => new Refusal(RefusalCode.Malformed, "Profiles.purpose-unknown", name),
    };

    static List<AlternativeNameCount> ReadAlternativeNames(ProfileFile.AlternativeNamesFile? file)
    {
        var all = new List<AlternativeNameCount>();
        void Add(GeneralNameKind kind, ProfileFile.CountFile? count)
        {
            if (count is not null)
                all.Add(new(kind, count.Minimum, count.Maximum));
        }
        Add(GeneralNameKind.Dns, file?.Dns);
        Add(GeneralNameKind.IpAddress, file?.IpAddress);
        Add(GeneralNameKind.Email, file?.Email);
        Add(GeneralNameKind.Uri, file?.Uri);
        return all;
    }

    /// <summary>What each property allows and all together do not.</summary>
    static Refusal? Contradiction(
        ProfileFile file, Lifetime validity, Lifetime? usage, IReadOnlyList<KeyAlgorithm> keys,
        IReadOnlyList<SubjectAttribute> subject, IReadOnlyList<AlternativeNameCount> alternativeNames)
    {
        var extensions = file.Extensions;
        var authority = extensions.BasicConstraints is { Authority: true };
        var start = DateTimeOffset.UnixEpoch;
        if (keys.Count == 0 || keys.Distinct().Count() != keys.Count)
            return new(RefusalCode.Malformed, "Profiles.listed-twice-or-not-at-all", "keyAlgorithms");
        if (subject.DistinctBy(a => a.Type.Oid).Count() != subject.Count)
            return new(RefusalCode.Malformed, "Profiles.listed-twice-or-not-at-all", "subject");
        if (usage is { } period && period.From(start).NotAfter > validity.From(start).NotAfter)
            return new(RefusalCode.Malformed, "Profiles.usage-longer-than-validity");
        if (extensions.BasicConstraints is { PathLength: { } length } && (!authority || length < 0))
            return new(RefusalCode.Malformed, "Profiles.path-length");
        if (authority != extensions.KeyUsage.Contains(ProfileFile.Usage.KeyCertSign) || (file.Issuer.SelfSigned && !authority))
            return new(RefusalCode.Malformed, "Profiles.authority-and-key-usage");
        if (extensions.KeyUsage.Count == 0 || extensions.KeyUsage.Distinct().Count() != extensions.KeyUsage.Count)
            return new(RefusalCode.Malformed, "Profiles.listed-twice-or-not-at-all", "keyUsage");
        if (extensions.CertificatePolicies.Distinct().Count() != extensions.CertificatePolicies.Count || !extensions.CertificatePolicies.All(Oids.IsDotted))
            return new(RefusalCode.Malformed, "Profiles.policies");
        if (alternativeNames.Any(a => a.Minimum < 0 || a.Maximum < Math.Max(1, a.Minimum) || a.Maximum > MaxAlternativeNames))
            return new(RefusalCode.Malformed, "Profiles.alternative-name-bounds", MaxAlternativeNames);
        // Order 795 of the FSB, requirements on the two extensions.
        if (extensions.SubjectSignTool is { Length: 0 or > 200 } || extensions.IssuerSignTool is
        { SignTool.Length: 0 or > 200 } or { CaTool.Length: 0 or > 200 } or { SignToolCertificate.Length: 0 or > 100 } or { CaToolCertificate.Length: 0 or > 100 })
            return new(RefusalCode.Malformed, "Profiles.sign-tool-length");
        return null;
    }

    static IEnumerable<Extension> Extensions(ProfileFile.ExtensionsFile file, IReadOnlyList<string> purposes)
    {
        if (file.BasicConstraints is { } basic)
            yield return ExtensionWriter.BasicConstraints(new(basic.Authority, basic.PathLength));
        yield return ExtensionWriter.KeyUsage((KeyUsages)file.KeyUsage.Sum(u => 1 << (int)u));
        if (file.ExtendedKeyUsage is { } extended)
            yield return ExtensionWriter.ExtendedKeyUsage(purposes) with { Critical = extended.Critical };
        if (file.CertificatePolicies.Count > 0)
            yield return ExtensionWriter.Policies(file.CertificatePolicies);
        if (file.SubjectSignTool is { } subjectTool)
            yield return ExtensionWriter.SubjectSignTool(subjectTool);
        if (file.IssuerSignTool is { } tools)
            yield return ExtensionWriter.IssuerSignTool(new(tools.SignTool, tools.CaTool, tools.SignToolCertificate, tools.CaToolCertificate));
        if (file.IdentificationKind is { } kind)
            yield return ExtensionWriter.IdentificationKind((int)kind);
        if (file.OcspNoCheck)
            yield return ExtensionWriter.OcspNoCheck();
    }

    static IssuerExtensions FromIssuer(ProfileFile.ExtensionsFile file) =>
        (file.AuthorityKeyIdentifier switch
        {
            ProfileFile.AuthorityKey.Key => IssuerExtensions.AuthorityKey,
            ProfileFile.AuthorityKey.KeyAndCertificate => IssuerExtensions.AuthorityKey | IssuerExtensions.AuthorityCertificate,
            _ => IssuerExtensions.None,
        })
        | (file.CrlDistributionPoints ? IssuerExtensions.CrlDistributionPoints : IssuerExtensions.None)
        | (file.AuthorityInformationAccess.Contains(ProfileFile.Access.Ocsp) ? IssuerExtensions.Ocsp : IssuerExtensions.None)
        | (file.AuthorityInformationAccess.Contains(ProfileFile.Access.CaIssuers) ? IssuerExtensions.CaIssuers : IssuerExtensions.None);

    static KeyFamily Family(ProfileFile.IssuerKey key) => key switch
    {
        ProfileFile.IssuerKey.Rsa => KeyFamily.Rsa,
        ProfileFile.IssuerKey.Ec => KeyFamily.Ec,
        ProfileFile.IssuerKey.Ed25519 => KeyFamily.Ed25519,
        ProfileFile.IssuerKey.Gost256 => KeyFamily.Gost256,
        _ => KeyFamily.Gost512,
    };

    static Outcome<IReadOnlyList<TValue>> All<TText, TValue>(IReadOnlyList<TText> texts, Func<TText, Outcome<TValue>> parse) where TValue : notnull
    {
        var values = new List<TValue>(texts.Count);
        foreach (var text in texts)
            if (parse(text).Refused(out var why, out var value))
                return why;
            else
                values.Add(value);
        return values;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex NameForm();
}
