using Ca.Conformance.Tests.Judges;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Profiles;
using Ca.Core.Requests;
using Ca.Core.Revocation;

namespace Ca.Conformance.Tests.Objects;

/// <summary>Our own objects, made with the shipped profiles by the types that make them in production.</summary>
sealed class CaMaker : Maker
{
    public override string Name => "Ca";

    public override bool Makes(ObjectKind kind, KeyAlgorithm algorithm) => true;

    public override Exhibits Make(KeyAlgorithm algorithm, SignatureAlgorithm signature) => MakeAsync(algorithm, signature).GetAwaiter().GetResult();

    static async Task<Exhibits> MakeAsync(KeyAlgorithm algorithm, SignatureAlgorithm signature)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = await Authority.Create(algorithm, signature, now);
        using var other = await Authority.Create(algorithm, signature, now);
        using var key = SoftwareKey.Generate(algorithm, signature);
        var good = await authority.Issue(key, now.AddDays(-1));
        var expired = await authority.Issue(key, now.AddYears(-2));
        var revoked = await authority.Issue(key, now.AddDays(-1));
        return new()
        {
            Algorithm = algorithm,
            Request = CertificationRequest.Create(key, Authority.Citizen, []).Expect().Encoded.ToArray(),
            Root = authority.Root.Encoded.ToArray(),
            Issuing = authority.Issuing.Encoded.ToArray(),
            RootRevocationList = await authority.RootRevocationList(now),
            RevocationList = await authority.RevocationList(revoked, now),
            ExpiredRevocationList = await authority.RevocationList(revoked, now.AddDays(-30)),
            Good = await Signed(authority, key, good, CertificateStatus.Good, now),
            Expired = await Signed(authority, key, expired, CertificateStatus.Good, now),
            Revoked = await Signed(authority, key, revoked, new CertificateStatus.Revoked(now.AddHours(-1), RevocationReason.KeyCompromise), now),
            ExpiredOcspResponse = await authority.Respond(good, CertificateStatus.Good, now.AddDays(-10)),
            // The other's responder answers about this authority's certificate, under the names that both have.
            Other = new(other.Root.Encoded.ToArray(), await other.RevocationList(revoked, now), await other.Respond(good, CertificateStatus.Good, now)),
        };
    }

    static async Task<Exhibits.SignedBy> Signed(Authority authority, SigningKey key, Certificate leaf, CertificateStatus status, DateTimeOffset now)
    {
        var signer = new CmsSigner(key, leaf, [authority.Issuing]);
        using var content = new MemoryStream(Exhibits.Document);
        return new(
            leaf.Encoded.ToArray(),
            await authority.Respond(leaf, status, now),
            CmsSignature.CreateAttached(signer, Exhibits.Document, now),
            CmsSignature.CreateDetached(signer, content, now));
    }

    sealed class Authority : IDisposable
    {
        public static readonly DistinguishedName Citizen = DistinguishedName.Parse(
            "C=RU, SNILS=11223344595, INN=500100732259, SN=Образцова, GN=Анна Петровна, CN=Sample leaf").Expect();

        static readonly IssuerLocations Locations = new(
            ["http://sample.invalid/crl/sample.crl"], ["http://sample.invalid/ocsp/sample"], ["http://sample.invalid/ca/sample.cer"]);

        static readonly TimeSpan Week = TimeSpan.FromDays(7);

        public required SoftwareKey RootKey { get; init; }

        public required SoftwareKey IssuingKey { get; init; }

        public required SoftwareKey ResponderKey { get; init; }

        public required Certificate Root { get; init; }

        public required Certificate Issuing { get; init; }

        public required Certificate Responder { get; init; }

        public static async Task<Authority> Create(KeyAlgorithm algorithm, SignatureAlgorithm signature, DateTimeOffset now)
        {
            var (rootKey, issuingKey, responderKey) =
                (SoftwareKey.Generate(algorithm, signature), SoftwareKey.Generate(algorithm, signature), SoftwareKey.Generate(algorithm, signature));
            var born = now.AddYears(-3);
            var root = (await Issuer.IssueSelfSigned(
                Admit("root", rootKey, "C=RU, O=Sample, CN=Sample root"), rootKey, new MemoryRegister(), born, default)).Expect();
            var issuing = await IssueBy(root, rootKey, Admit("issuing-ca", issuingKey, "C=RU, O=Sample, CN=Sample issuing"), born);
            var responder = await IssueBy(issuing, issuingKey, Admit("ocsp-responder", responderKey, "CN=Sample responder"), now.AddDays(-20));
            return new()
            {
                RootKey = rootKey,
                IssuingKey = issuingKey,
                ResponderKey = responderKey,
                Root = root,
                Issuing = issuing,
                Responder = responder,
            };
        }

        public async Task<Certificate> Issue(SigningKey key, DateTimeOffset at) =>
            await IssueBy(Issuing, IssuingKey, CertificateProfile.Shipped["citizen"].Admit(key.PublicKey, Citizen).Expect(), at);

        public async Task<byte[]> RootRevocationList(DateTimeOffset at) => await RevocationList(Root, RootKey, [], at);

        public async Task<byte[]> RevocationList(Certificate revoked, DateTimeOffset at) => await RevocationList(
            Issuing, IssuingKey, [Revocation.Of("sample", revoked.SerialNumber, RevocationReason.KeyCompromise, at.AddHours(-1)).Expect()], at);

        public async Task<byte[]> Respond(Certificate about, CertificateStatus status, DateTimeOffset at)
        {
            var responder = OcspResponder.Create(Issuing, Responder, ResponderKey).Expect();
            var request = OcspRequest.Create([CertificateId.Of(Issuing, about.SerialNumber, DigestAlgorithm.Sha1)], nonce: null);
            return await responder.Respond(request, (_, _) => ValueTask.FromResult(status), at, Week, default);
        }

        public void Dispose()
        {
            RootKey.Dispose();
            IssuingKey.Dispose();
            ResponderKey.Dispose();
        }

        static CertificateContent Admit(string profile, SigningKey key, string subject) =>
            CertificateProfile.Shipped[profile].Admit(key.PublicKey, DistinguishedName.Parse(subject).Expect()).Expect();

        static async Task<Certificate> IssueBy(Certificate issuer, SigningKey key, CertificateContent content, DateTimeOffset at)
        {
            using var open = Issuer.Create(issuer, key, Locations).Expect();
            return (await open.Issue(content, new MemoryRegister(), at, default)).Expect();
        }

        static async Task<byte[]> RevocationList(Certificate issuer, SigningKey key, Revocation[] revocations, DateTimeOffset at)
        {
            using var desk = new Desk();
            var path = Path.Combine(desk.Folder, "list.crl");
            var content = new RevocationListContent { Issuer = issuer, Number = 1, ThisUpdate = at.AddMinutes(-1), NextUpdate = at + Week };
            if (await Ca.Core.Revocation.RevocationList.Write(path, content, revocations.ToAsyncEnumerable(), key, default) is { } why)
                throw new InvalidOperationException(why.ToString());
            return desk.Take("list.crl");
        }
    }

    /// <summary>Forgets: what is made here is judged and thrown away.</summary>
    sealed class MemoryRegister : ICertificateRegister
    {
        public Task<Refusal?> Reserve(Reservation reservation, CancellationToken cancellation) => Task.FromResult<Refusal?>(null);

        public Task Record(Reservation reservation, Certificate certificate) => Task.CompletedTask;

        public Task RecordNotIssued(Reservation reservation, string reason) => Task.CompletedTask;

        public Task Stop(Reservation reservation, string reason) => throw new InvalidOperationException(reason);
    }
}
