using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Profiles;
using Ca.Core.Requests;
using Ca.Core.Revocation;
using Ca.Core.Tests.Certificates;
using static Ca.Tests.Hostile.SampleKeys;
using static Ca.Tests.Hostile.SampleMaterial;
using static Ca.Tests.SampleAuthority;

namespace Ca.Tests.Hostile;

/// <summary>Certificates, requests for them, and what tells their status.</summary>
static class CertificateReaders
{
    static readonly Certificate Leaf = Issuing.Person(Key("leaf")).Certificate;
    static readonly DistinguishedName Person = DistinguishedName.Parse("CN=Иванов Иван Иванович, SN=Иванов, GN=Иван Иванович, C=RU, SNILS=11223344595, INN=500100732259").Expect();
    static readonly CmsSigner Delegated = Authority.Responder();
    static readonly OcspResponder Responder = OcspResponder.Create(Authority.Certificate, Delegated.Certificate, Delegated.Key).Expect();

    static readonly PathInputs Demanding = Inputs with
    {
        RequireExplicitPolicy = true,
        InitialPolicies = new HashSet<string> { "1.2.643.100.113.1" },
        Purpose = Oids.ClientAuth,
        Names = [ExpectedName.Parse("ivan@example.ru").Expect(), ExpectedName.Parse("www.example.ru").Expect()],
        Revocation = RevocationChecking.None,
    };

    public static IReadOnlyList<HostileReader> All { get; } =
    [
        HostileReader.Of("certificate", [typeof(Certificate), typeof(Der)], () => Keys("ec-p256", "rsa-2048", "gost2012-256-b").Select(key => SampleCertificates.Sign(key).Octets()), bytes =>
            Certificate.ParsePemOrDer(bytes).Then<Certificate>(Use)),
        HostileReader.Of("certificates", [typeof(Certificate)], () => [Encoding.ASCII.GetBytes(Leaf.ToPem() + Issuing.Certificate.ToPem()), Leaf.Octets()], bytes => Certificate.ParseAll(bytes)),
        HostileReader.Of("name", [typeof(DistinguishedName)], () => [SampleCertificates.Authority.Encoded.ToArray(), SampleCertificates.Citizen.Encoded.ToArray()], bytes =>
            DistinguishedName.Parse(bytes).Then<DistinguishedName>(ReadAgain)),
        HostileReader.Of("name-text", [], () => [Utf8(SampleCertificates.Authority), Utf8(SampleCertificates.Citizen)], bytes =>
            DistinguishedName.Parse(Encoding.UTF8.GetString(bytes)).Then<DistinguishedName>(ReadAgain)),
        HostileReader.Of("request", [typeof(CertificationRequest)], Requests, bytes => CertificationRequest.Parse(bytes).Then<CertificationRequest>(request =>
        {
            _ = KeyPolicy.Refuses(request.PublicKey, request.Subject.ToString(), []);
            _ = CertificateProfile.Shipped["citizen"].Admit(request).Refused(out _, out _);
            return request;
        })),
        HostileReader.Of("content", [typeof(CertificateContent)], () => [CertificateProfile.Shipped["citizen"].Admit(Citizen.Key.PublicKey, Person).Expect().Encode()], bytes =>
            CertificateContent.Parse(bytes)),
        HostileReader.Of("revocation-list", [typeof(RevocationList)], () => [.. Lists(), Encoding.ASCII.GetBytes(Pem.Write("X509 CRL", Authority.List().Encoded.Span))], bytes => RevocationList.ParsePemOrDer(bytes).Then<RevocationList>(list =>
        {
            _ = (list.IsSignedBy(Authority.Key.PublicKey), list.Find(list.Header.Issuer, Leaf.SerialNumber), list.Entries.Count(), list.Header.IssuingDistributionPoint);
            foreach (var entry in list.Entries.Take(100))
                _ = list.Find(entry.CertificateIssuer ?? list.Header.Issuer, entry.SerialNumber);
            return list;
        })),
        HostileReader.Of("revocation-list-file", [], Lists, bytes => InFile(bytes, path => RevocationListFile.Open(path).Then<string>(list =>
        {
            using (list)
                _ = (list.IsSignedBy(Authority.Key.PublicKey), list.Entries.Count(), list.RefuseToReplace(null, Authority.Certificate, Now));
            return "";
        })), divisor: 5),
        HostileReader.Of("ocsp-request", [typeof(OcspRequest)], () => [Request(DigestAlgorithm.Sha1, DigestAlgorithm.Sha256), Request(DigestAlgorithm.Streebog256)], bytes => OcspRequest.Parse(bytes).Then<OcspResponse>(request =>
            OcspResponse.Parse(Responder.Respond(request, (_, _) => ValueTask.FromResult(CertificateStatus.Good), Now, TimeSpan.FromHours(1), default).AsTask().GetAwaiter().GetResult()).Expect())),
        HostileReader.Of("ocsp-response", [typeof(OcspResponse)], () => [Response(CertificateStatus.Good), Response(new CertificateStatus.Revoked(Now, RevocationReason.KeyCompromise)), OcspResponse.Of(OcspResponseStatus.TryLater)], bytes =>
            OcspResponse.Parse(bytes).Then(response => StatusVerdict.Of(Citizen.Certificate, Authority.Certificate, [response], [], Inputs))),
        HostileReader.Of("status-by-list", [], Lists, bytes =>
            RevocationList.Parse(bytes).Then(list => StatusVerdict.Of(Citizen.Certificate, Authority.Certificate, [], [list], Inputs))),
        HostileReader.Of("signed-path", [], Paths, Validated),
        HostileReader.Of("signed-list", [], () => Lists().Select(l => RevocationList.Parse(l).Expect().TbsCertList.ToArray()), bytes =>
            RevocationList.Parse(Signed(bytes)).Then(list => StatusVerdict.Of(Citizen.Certificate, Authority.Certificate, [], [list], Inputs))),
        HostileReader.Of("signed-response", [], () => [OcspResponse.Parse(Response(CertificateStatus.Good)).Expect().ResponseData.ToArray()], bytes =>
            OcspResponse.Parse(Der.Write(w => WriteResponse(w, bytes))).Then(response => StatusVerdict.Of(Citizen.Certificate, Authority.Certificate, [response], [], Inputs))),
    ];

    static Outcome<Certificate> Use(Certificate certificate)
    {
        _ = (certificate.ToPem(), certificate.Fingerprint, certificate.IsSelfIssued, certificate.CrlDistributionPoints, certificate.Policies, certificate.IssuerSignTool);
        _ = certificate.SubjectAlternativeName?.Select(n => n.Text).ToList();
        _ = certificate.IsSignedBy(Authority.Key.PublicKey);
        _ = certificate.PublicKey.Refused(out _, out _);
        _ = (CertificateRule.Broken(certificate), ChainRule.Broken(certificate, certificate));
        _ = certificate.Validity.Includes(DateTimeOffset.MaxValue) || certificate.Validity.Includes(DateTimeOffset.MinValue);
        ReadAgain(certificate.Subject);
        return certificate;
    }

    /// <summary>Every name is shown; one that we would certify is read again from what is shown.</summary>
    static Outcome<DistinguishedName> ReadAgain(DistinguishedName name)
    {
        var text = name.ToString();
        var again = DistinguishedName.Parse(name.Encoded).Expect();
        HostileReader.Must(name.Equals(again) && name.GetHashCode() == again.GetHashCode(), "a name is the same when it is read again");
        if (name.Check() is null)
            HostileReader.Must(DistinguishedName.Parse(text).Expect().Equals(name), "a name is the same when it is read again from its text");
        return name;
    }

    /// <summary>The tbsCertificates of an authority and of a leaf below it, one behind the other: signed as they are, so that path validation itself is reached.</summary>
    static Outcome<string> Validated(byte[] bytes)
    {
        if (!AsnDecoder.TryReadEncodedValue(bytes, AsnEncodingRules.DER, out _, out _, out _, out var first))
            return new Refusal(RefusalCode.Malformed, "Asn1.not-der");
        if (Certificate.Parse(Signed(bytes[..first])).Refused(out var why, out var authority) || Certificate.Parse(Signed(bytes[first..], Issuing.Key)).Refused(out why, out var leaf))
            return why;
        foreach (var inputs in new[] { Inputs with { Revocation = RevocationChecking.None }, Demanding })
            _ = string.Join('\n', PathBuilder.Build(leaf, Material with { Certificates = [authority] }, inputs).Findings.Select(f => f.Detail.In(CultureInfo.InvariantCulture)));
        return "";
    }

    static IEnumerable<byte[]> Paths()
    {
        var authority = Authority.Authority("Issuing", Constrain, Issuing.Key).Certificate;
        var leaf = Issuing.Person(Key("leaf"), "Leaf", c => c with
        {
            Extensions = Replace(c.Extensions,
                ExtensionWriter.Policies(["1.2.643.100.113.1"]), ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth]),
                ExtensionWriter.SubjectAlternativeName(
                [
                    GeneralName.Of(GeneralNameKind.Dns, "www.example.ru"), GeneralName.Of(GeneralNameKind.Email, "ivan@example.ru"),
                    GeneralName.Of(GeneralNameKind.Uri, "http://www.example.ru/"), GeneralName.Of(c.Subject), new(GeneralNameKind.IpAddress, new byte[] { 10, 0, 0, 1 }),
                ])),
        }).Certificate;
        return [[.. authority.TbsCertificate.Span, .. leaf.TbsCertificate.Span]];
    }

    /// <summary>The constraints of RFC 5280 §4.2.1.5, §4.2.1.9 to §4.2.1.11 and §4.2.1.14.</summary>
    static TbsCertificate Constrain(TbsCertificate content) => content with
    {
        Extensions = Replace(content.Extensions,
            ExtensionWriter.BasicConstraints(new(true, 3)), ExtensionWriter.Policies(["1.2.643.100.113.1", "1.2.3.4"]), ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth]),
            new(Oids.NameConstraints, true, Der.Write(WriteNameConstraints)), new(Oids.PolicyMappings, true, Der.Write(WriteMapping)),
            new("2.5.29.36", true, new byte[] { 0x30, 0x06, 0x80, 0x01, 0x05, 0x81, 0x01, 0x05 }), new("2.5.29.54", true, new byte[] { 0x02, 0x01, 0x05 })),
    };

    static void WriteNameConstraints(AsnWriter w)
    {
        using var all = w.PushSequence();
        using (w.PushSequence(Context(0)))
        {
            foreach (var kind in (int[])[1, 2, 6])
                using (w.PushSequence())
                    w.WriteCharacterString(UniversalTagNumber.IA5String, "example.ru", Context(kind));
            using (w.PushSequence())
            using (w.PushSequence(Context(4)))
                w.WriteEncodedValue(DistinguishedName.Parse("C=RU").Expect().Encoded.Span);
            using (w.PushSequence())
                w.WriteOctetString([10, 0, 0, 0, 255, 0, 0, 0], Context(7));
        }
        using (w.PushSequence(Context(1)))
        using (w.PushSequence())
            w.WriteCharacterString(UniversalTagNumber.IA5String, "evil.example.ru", Context(2));
    }

    static void WriteMapping(AsnWriter w)
    {
        using (w.PushSequence())
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier("1.2.3.4");
            w.WriteObjectIdentifier("1.2.643.100.113.2");
        }
    }

    static IEnumerable<byte[]> Requests()
    {
        foreach (var key in Keys("ec-p256", "rsa-2048", "ed25519", "gost2012-256-b"))
        {
            var request = CertificationRequest.Create(key, SampleCertificates.Citizen, SampleCertificates.Extensions).Expect();
            yield return request.Encoded.ToArray();
            yield return Encoding.ASCII.GetBytes(request.ToPem());
            yield return CertificationRequest.Create(key, DistinguishedName.Of(), []).Expect().Encoded.ToArray();
        }
    }

    static IEnumerable<byte[]> Lists()
    {
        yield return Numbered();
        yield return Authority.List().Encoded.ToArray();
        yield return Authority.List(null, null,
            (Citizen.Certificate, Now, RevocationReason.KeyCompromise), (Leaf, Now, RevocationReason.Unspecified), (Issuing.Certificate, Now, RevocationReason.CertificateHold)).Encoded.ToArray();
    }

    /// <summary>As we write them, with every extension.</summary>
    static byte[] Numbered() => InFile([], path =>
    {
        File.Delete(path);
        var content = new RevocationListContent { Issuer = Authority.Certificate, Number = 7, ThisUpdate = Now, NextUpdate = Now.AddDays(7), ExpiredCertificatesSince = Now.AddYears(-2) };
        var serials = Enumerable.Range(0, 20).Select(_ => SerialNumber.Generate()).OrderBy(s => s.Hex, StringComparer.Ordinal);
        var revocations = serials.Select(s => Revocation.Of("root", s, RevocationReason.KeyCompromise, Now, Now.AddDays(-1)).Expect()).ToAsyncEnumerable();
        HostileReader.Must(RevocationList.Write(path, content, revocations, Authority.Key, default).GetAwaiter().GetResult() is null, "the list is written");
        return File.ReadAllBytes(path);
    });

    static byte[] Request(params DigestAlgorithm[] digests) =>
        OcspRequest.Create([.. digests.Select(d => CertificateId.Of(Authority.Certificate, Citizen.Certificate.SerialNumber, d))], new byte[16]).Encoded.ToArray();

    static byte[] Response(CertificateStatus status) => Authority.Response(Citizen.Certificate, status, new() { ArchiveCutoff = Now.AddYears(-1) }).Encoded.ToArray();

    /// <summary>A response around ResponseData, signed as it is.</summary>
    static void WriteResponse(AsnWriter w, byte[] data)
    {
        using var response = w.PushSequence();
        w.WriteEnumeratedValue(OcspResponseStatus.Successful);
        using (w.PushSequence(Context(0)))
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
            w.WriteOctetString(Signed(data));
        }
    }

    /// <summary>The SEQUENCE of something to be signed, the algorithm and a good signature.</summary>
    static byte[] Signed(byte[] data, SigningKey? key = null)
    {
        key ??= Authority.Key;
        var identifier = key.Algorithm.AlgorithmIdentifier.Span;
        var signature = Der.Write(w => w.WriteBitString(key.Sign(data)));
        return [.. Der.Header(0x30, data.Length + identifier.Length + signature.Length), .. data, .. identifier, .. signature];
    }

    /// <summary>What is read from files alone is given a file.</summary>
    static T InFile<T>(byte[] bytes, Func<string, T> read)
    {
        var path = Path.Combine(Path.GetTempPath(), $"ca-hostile-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        File.WriteAllBytes(path, bytes);
        try
        {
            return read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static IEnumerable<SoftwareKey> Keys(params IEnumerable<string> algorithms) => algorithms.Select(a => SoftwareKey.Generate(KeyAlgorithm.Parse(a).Expect()));

    static byte[] Utf8(DistinguishedName name) => Encoding.UTF8.GetBytes(name.ToString());

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);
}
