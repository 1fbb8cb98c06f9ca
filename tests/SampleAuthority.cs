using System.Collections.Concurrent;
using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Ca.Core.TimeStamping;

namespace Ca.Tests;

/// <summary>An authority for tests of verification: it certifies whatever it is told to, right or wrong. Linked into the projects that need it.</summary>
sealed class SampleAuthority
{
    /// <summary>The moment that the samples are judged at unless a test says otherwise.</summary>
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly Validity Years = new(Now.AddYears(-2), Now.AddYears(2));

    static readonly ConcurrentDictionary<(string, string), SoftwareKey> RsaKeys = new();

    SampleAuthority(SoftwareKey key, Certificate certificate)
    {
        Key = key;
        Certificate = certificate;
    }

    public SoftwareKey Key { get; }

    public Certificate Certificate { get; }

    /// <summary>Signed by itself, with a new key unless one is given.</summary>
    public static SampleAuthority Root(string name = "Root", string algorithm = "ec-p256", Func<TbsCertificate, TbsCertificate>? change = null, SoftwareKey? key = null)
    {
        key ??= NewKey(algorithm, name);
        return new(key, Sign(key, Content(Name(name), Name(name), key, AuthorityExtensions(key)), change));
    }

    /// <summary>Below this one, with a new key unless one is given.</summary>
    public SampleAuthority Authority(string name, Func<TbsCertificate, TbsCertificate>? change = null, SoftwareKey? key = null)
    {
        key ??= NewKey("ec-p256", name);
        return new(key, Sign(Key, Content(Certificate.Subject, Name(name), key, AuthorityExtensions(key)), change));
    }

    /// <summary>A person with a key and a certificate; the chain carries this authority's certificate.</summary>
    public CmsSigner Person(string name = "Citizen", string algorithm = "ec-p256", Func<TbsCertificate, TbsCertificate>? change = null) =>
        Person(NewKey(algorithm, name), name, change);

    public CmsSigner Person(SoftwareKey key, string name = "Citizen", Func<TbsCertificate, TbsCertificate>? change = null) => new(
        key,
        Sign(Key, Content(Certificate.Subject, Name(name), key,
        [
            ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation),
            ExtensionWriter.SubjectKeyIdentifier(key.PublicKey.KeyIdentifier),
            ExtensionWriter.AuthorityKeyIdentifier(Key.PublicKey.KeyIdentifier),
        ]), change),
        [Certificate]);

    /// <summary>A time-stamping unit, certified for that alone and critically.</summary>
    public CmsSigner TimeStamper(string name = "Time", string algorithm = "ec-p256", Func<TbsCertificate, TbsCertificate>? change = null) => Person(name, algorithm, content =>
    {
        content = content with { Extensions = Replace(content.Extensions, ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]) with { Critical = true }) };
        return change is null ? content : change(content);
    });

    /// <summary>What makes time-stamps with it, of an accuracy of two seconds.</summary>
    public static TimeStampAuthority TimeStamps(CmsSigner unit) => TimeStampAuthority.Create(unit, new("1.2.3.4", TimeSpan.FromSeconds(2), Ordering: false)).Expect();

    /// <summary>A complete list of version 2, a day old and good for nine, unless other times are given.</summary>
    public RevocationList List(DateTimeOffset? thisUpdate = null, DateTimeOffset? nextUpdate = null, params IEnumerable<(Certificate Certificate, DateTimeOffset At, RevocationReason Reason)> revoked) =>
        List(thisUpdate, nextUpdate, [], revoked);

    /// <summary>A list with a number; with a base, a delta list (RFC 5280 §5.2.4).</summary>
    public RevocationList Numbered(int number, int? deltaBase = null, params IEnumerable<(Certificate Certificate, DateTimeOffset At, RevocationReason Reason)> revoked)
    {
        Extension[] extensions = [new("2.5.29.20", false, Der.Write(w => w.WriteInteger(number)))];
        return ListHaving(deltaBase is { } from ? [.. extensions, new("2.5.29.27", true, Der.Write(w => w.WriteInteger(from)))] : extensions, null, revoked);
    }

    /// <summary>A list with these extensions.</summary>
    public RevocationList ListHaving(
        Extension[] extensions, DateTimeOffset? thisUpdate, params IEnumerable<(Certificate Certificate, DateTimeOffset At, RevocationReason Reason)> revoked) =>
        List(thisUpdate, null, extensions, revoked);

    RevocationList List(
        DateTimeOffset? thisUpdate, DateTimeOffset? nextUpdate, Extension[] extensions, IEnumerable<(Certificate Certificate, DateTimeOffset At, RevocationReason Reason)> revoked)
    {
        var tbs = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteInteger(1);
                w.WriteEncodedValue(Key.Algorithm.AlgorithmIdentifier.Span);
                w.WriteEncodedValue(Certificate.Subject.Encoded.Span);
                w.WriteUtcTime(thisUpdate ?? Now.AddDays(-1));
                w.WriteUtcTime(nextUpdate ?? Now.AddDays(9));
                if (revoked.Any())
                    using (w.PushSequence())
                        foreach (var (certificate, at, reason) in revoked)
                            WriteEntry(w, certificate, at, reason);
                if (extensions.Length > 0)
                    using (w.PushSequence(Context(0)))
                    using (w.PushSequence())
                        foreach (var extension in extensions)
                            WriteExtension(w, extension);
            }
        });
        return RevocationList.Parse(Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteEncodedValue(tbs);
                w.WriteEncodedValue(Key.Algorithm.AlgorithmIdentifier.Span);
                w.WriteBitString(Key.Sign(tbs));
            }
        })).Expect();
    }

    /// <summary>An OCSP response about a certificate of this authority, an hour old and good for a day, signed by it or by whom it is told.</summary>
    public OcspResponse Response(Certificate certificate, CertificateStatus status, Reply? how = null)
    {
        how ??= new();
        var signer = how.Signer?.Key ?? Key;
        var thisUpdate = how.ThisUpdate ?? Now.AddHours(-1);
        var data = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                using (w.PushSequence(Context(2)))
                    w.WriteOctetString(signer.PublicKey.KeyIdentifier);
                w.WriteGeneralizedTime(how.ProducedAt ?? thisUpdate, omitFractionalSeconds: true);
                using (w.PushSequence())
                    foreach (var about in how.Before.Append(certificate))
                        WriteSingle(w, about, about == certificate ? status : CertificateStatus.Unknown, thisUpdate, how);
            }
        });
        var basic = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteEncodedValue(data);
                w.WriteEncodedValue(signer.Algorithm.AlgorithmIdentifier.Span);
                w.WriteBitString(signer.Sign(data));
                if (how.Signer is { } delegated)
                    using (w.PushSequence(Context(0)))
                    using (w.PushSequence())
                        w.WriteEncodedValue(delegated.Certificate.Encoded.Span);
            }
        });
        return OcspResponse.Parse(Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteEnumeratedValue(OcspResponseStatus.Successful);
                using (w.PushSequence(Context(0)))
                using (w.PushSequence())
                {
                    w.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                    w.WriteOctetString(basic);
                }
            }
        })).Expect();
    }

    /// <summary>Whoever this authority lets answer in its place.</summary>
    public CmsSigner Responder(Func<TbsCertificate, TbsCertificate>? change = null) => Person("Responder", change: c =>
    {
        var responder = c with { Extensions = Replace(c.Extensions, ExtensionWriter.ExtendedKeyUsage([Oids.OcspSigning]), ExtensionWriter.OcspNoCheck()) };
        return change is null ? responder : change(responder);
    });

    /// <summary>How a response differs from a usual one.</summary>
    public sealed record Reply
    {
        public CmsSigner? Signer { get; init; }
        public DateTimeOffset? ProducedAt { get; init; }
        public DateTimeOffset? ThisUpdate { get; init; }
        public DateTimeOffset? NextUpdate { get; init; } = Now.AddDays(1);
        public DigestAlgorithm Digest { get; init; } = DigestAlgorithm.Sha1;
        public IReadOnlyList<Certificate> Before { get; init; } = [];
        public DateTimeOffset? ArchiveCutoff { get; init; }
    }

    void WriteSingle(AsnWriter w, Certificate certificate, CertificateStatus status, DateTimeOffset thisUpdate, Reply how)
    {
        using (w.PushSequence())
        {
            w.WriteEncodedValue(CertificateId.Of(Certificate, certificate.SerialNumber, how.Digest).Encoded.Span);
            if (status is CertificateStatus.Revoked revoked)
                using (w.PushSequence(Context(1)))
                {
                    w.WriteGeneralizedTime(revoked.At, omitFractionalSeconds: true);
                    using (w.PushSequence(Context(0)))
                        w.WriteEnumeratedValue(revoked.Reason);
                }
            else
                w.WriteNull(Context(status == CertificateStatus.Good ? 0 : 2));
            w.WriteGeneralizedTime(thisUpdate, omitFractionalSeconds: true);
            if (how.NextUpdate is { } next)
                using (w.PushSequence(Context(0)))
                    w.WriteGeneralizedTime(next, omitFractionalSeconds: true);
            if (how.ArchiveCutoff is not { } cutoff)
                return;
            using (w.PushSequence(Context(1)))
            using (w.PushSequence())
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.6");
                w.WriteOctetString(Der.Write(inner => inner.WriteGeneralizedTime(cutoff, omitFractionalSeconds: true)));
            }
        }
    }

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);

    /// <summary>The extensions, with those of the same type replaced.</summary>
    public static CertificateExtensions Replace(CertificateExtensions extensions, params Extension[] others) =>
        CertificateExtensions.Of([.. extensions.Where(e => !others.Any(o => o.Oid == e.Oid)), .. others]).Expect();

    /// <summary>The extensions but for those of this type.</summary>
    public static CertificateExtensions Without(CertificateExtensions extensions, string oid) =>
        CertificateExtensions.Of([.. extensions.Where(e => e.Oid != oid)]).Expect();

    public static DistinguishedName Name(string name) => DistinguishedName.Parse($"C=RU, O=Sample, CN={name}").Expect();

    /// <summary>RSA keys take seconds to find, so one of a length and a name serves all tests.</summary>
    static SoftwareKey NewKey(string algorithm, string name) => algorithm.StartsWith("rsa", StringComparison.Ordinal)
        ? RsaKeys.GetOrAdd((algorithm, name), _ => SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect()))
        : SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());

    static Extension[] AuthorityExtensions(SigningKey key) =>
    [
        ExtensionWriter.BasicConstraints(new(true, null)),
        ExtensionWriter.KeyUsage(KeyUsages.KeyCertSign | KeyUsages.CrlSign),
        ExtensionWriter.SubjectKeyIdentifier(key.PublicKey.KeyIdentifier),
    ];

    static TbsCertificate Content(DistinguishedName issuer, DistinguishedName subject, SigningKey key, IReadOnlyList<Extension> extensions) => new()
    {
        SerialNumber = SerialNumber.Generate(),
        SignatureAlgorithm = default,
        Issuer = issuer,
        Validity = Years,
        Subject = subject,
        SubjectPublicKeyInfo = key.PublicKey.SubjectPublicKeyInfo,
        Extensions = CertificateExtensions.Of(extensions).Expect(),
    };

    static Certificate Sign(SigningKey key, TbsCertificate content, Func<TbsCertificate, TbsCertificate>? change)
    {
        content = content with { SignatureAlgorithm = key.Algorithm.AlgorithmIdentifier };
        var tbs = (change is null ? content : change(content)).Encode();
        return Certificate.Assemble(tbs, key.Algorithm.AlgorithmIdentifier.Span, key.Sign(tbs));
    }

    static void WriteExtension(AsnWriter w, Extension extension)
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(extension.Oid);
            if (extension.Critical)
                w.WriteBoolean(true);
            w.WriteOctetString(extension.Value.Span);
        }
    }

    static void WriteEntry(AsnWriter w, Certificate certificate, DateTimeOffset at, RevocationReason reason)
    {
        using (w.PushSequence())
        {
            w.WriteInteger(certificate.SerialNumber.Octets);
            w.WriteUtcTime(at);
            if (reason == RevocationReason.Unspecified)
                return;
            using (w.PushSequence())
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier("2.5.29.21");
                w.WriteOctetString([0x0A, 0x01, (byte)reason]);
            }
        }
    }
}
