using Ca.Conformance.Tests.Judges;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>Objects made by <c>openssl</c>.</summary>
sealed class OpenSslMaker : Maker
{
    public override string Name => "OpenSSL";

    // Of Ed25519 OpenSSL 3.0 makes everything but CMS.
    public override bool Makes(ObjectKind kind, KeyAlgorithm algorithm) =>
        algorithm.Family != KeyFamily.Ed25519 || kind is not (ObjectKind.AttachedCms or ObjectKind.DetachedCms);

    // Without rsa_pss_saltlen the longest that fits.
    public override bool SaltsOtherwise => true;

    public override Exhibits Make(KeyAlgorithm algorithm, SignatureAlgorithm signature)
    {
        using var desk = new Desk();
        using var otherDesk = new Desk();
        var authority = new Authority(desk, algorithm, signature);
        var other = new Authority(otherDesk, algorithm, signature);
        authority.Request("leaf");
        authority.Issue("leaf", "good", "20400101000000Z");
        authority.Issue("leaf", "expired", "20210101000000Z");
        authority.Issue("leaf", "revoked", "20400101000000Z");
        authority.Revoke("revoked");
        foreach (var file in (string[])["index.txt", "good.pem"])
            otherDesk.Put(file, desk.Take(file));
        return new()
        {
            Algorithm = algorithm,
            Request = authority.Der("leaf.csr", "req"),
            Root = authority.Der("root.pem", "x509"),
            Issuing = authority.Der("issuing.pem", "x509"),
            RootRevocationList = authority.RevocationList("root"),
            RevocationList = authority.RevocationList("issuing"),
            ExpiredRevocationList = authority.RevocationList("issuing", "-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", "20200201000000Z"),
            Good = Signed(authority, "good"),
            Expired = Signed(authority, "expired"),
            Revoked = Signed(authority, "revoked"),
            ExpiredOcspResponse = null,
            Other = new(other.Der("root.pem", "x509"), other.RevocationList("issuing"), other.OcspResponse("good")),
        };
    }

    Exhibits.SignedBy Signed(Authority authority, string leaf) => new(
        authority.Der($"{leaf}.pem", "x509"),
        authority.OcspResponse(leaf),
        Makes(ObjectKind.AttachedCms, authority.Algorithm) ? authority.Cms(leaf, "-nodetach") : [],
        Makes(ObjectKind.DetachedCms, authority.Algorithm) ? authority.Cms(leaf) : []);

    sealed class Authority
    {
        readonly Desk desk;

        readonly string[] padding = [];

        public Authority(Desk desk, KeyAlgorithm algorithm, SignatureAlgorithm signature)
        {
            if (IsPss(signature))
                padding = ["rsa_padding_mode:pss"];
            this.desk = desk;
            Algorithm = algorithm;
            desk.Put("index.txt", "");
            desk.Put("crlnumber", "01");
            foreach (var key in (string[])["root", "issuing", "ocsp", "leaf"])
                OpenSsl.Do(desk, ["genpkey", "-out", $"{key}.key", .. KeyOptions]);
            OpenSsl.Do(desk, ["req", "-new", "-x509", "-key", "root.key", "-subj", "/CN=Sample root", "-days", "3650", "-extensions", "v3_root", "-out", "root.pem", .. RequestDigest, .. Padding("-sigopt")]);
            Request("issuing");
            Request("ocsp");
            SignedBy("root", "-in", "issuing.csr", "-out", "issuing.pem", "-extensions", "v3_issuing", "-startdate", "20200101000000Z", "-enddate", "20400101000000Z");
            SignedBy("issuing", "-in", "ocsp.csr", "-out", "ocsp.pem", "-extensions", "v3_ocsp", "-startdate", "20200101000000Z", "-enddate", "20400101000000Z");
        }

        public KeyAlgorithm Algorithm { get; }

        public void Request(string name) =>
            OpenSsl.Do(desk, ["req", "-new", "-key", $"{name}.key", "-subj", $"/CN=Sample {name}", "-out", $"{name}.csr", .. RequestDigest, .. Padding("-sigopt")]);

        public void Issue(string request, string name, string until) => SignedBy(
            "issuing", "-in", $"{request}.csr", "-out", $"{name}.pem", "-extensions", "v3_leaf", "-startdate", "20200101000000Z", "-enddate", until);

        public void Revoke(string name) => SignedBy("issuing", "-revoke", $"{name}.pem", "-crl_reason", "keyCompromise");

        public byte[] RevocationList(string issuer, params string[] options)
        {
            SignedBy(issuer, ["-gencrl", "-out", "out.crl", .. options]);
            return Der("out.crl", "crl");
        }

        public byte[] OcspResponse(string leaf)
        {
            OpenSsl.Do(desk, "ocsp", "-issuer", "issuing.pem", "-cert", $"{leaf}.pem", "-no_nonce", "-reqout", "request.der");
            OpenSsl.Do(
                desk, ["ocsp", "-index", "index.txt", "-rsigner", "ocsp.pem", "-rkey", "ocsp.key", "-CA", "issuing.pem", "-reqin", "request.der",
                "-respout", "response.der", "-ndays", "7", .. Digest is null ? [] : (string[])["-rmd", Digest], .. Padding("-rsigopt")]);
            return desk.Take("response.der");
        }

        public byte[] Cms(string leaf, params string[] options)
        {
            desk.Put("content", Exhibits.Document);
            OpenSsl.Do(
                desk, ["cms", "-sign", "-binary", "-cades", "-in", "content", "-signer", $"{leaf}.pem", "-inkey", "leaf.key", "-certfile", "issuing.pem",
                "-md", Digest!, "-outform", "DER", "-out", "cms.der", .. Padding("-keyopt"), .. options]);
            return desk.Take("cms.der");
        }

        public byte[] Der(string file, string kind)
        {
            OpenSsl.Do(desk, kind, "-in", file, "-outform", "DER", "-out", "out.der");
            return desk.Take("out.der");
        }

        void SignedBy(string issuer, params string[] options) => OpenSsl.Do(
            desk, ["ca", "-batch", "-notext", "-cert", $"{issuer}.pem", "-keyfile", $"{issuer}.key", "-md", Digest ?? "null", .. Padding("-sigopt"), .. options]);

        string[] Padding(string option) => [.. padding.SelectMany(p => new[] { option, p })];

        static bool IsPss(SignatureAlgorithm signature) => signature.Name.StartsWith("rsa-pss", StringComparison.Ordinal);

        string? Digest => Algorithm switch
        {
            { Family: KeyFamily.Ed25519 } => null,
            { Family: KeyFamily.Gost256 } => "md_gost12_256",
            { Family: KeyFamily.Gost512 } => "md_gost12_512",
            { Name: "ec-p384" } => "sha384",
            { Name: "ec-p521" } => "sha512",
            _ => "sha256",
        };

        string[] RequestDigest => Digest is null ? [] : [$"-{Digest}"];

        string[] KeyOptions => Algorithm.Family switch
        {
            KeyFamily.Rsa => ["-algorithm", "RSA", "-pkeyopt", $"rsa_keygen_bits:{Algorithm.Bits}"],
            KeyFamily.Ec => ["-algorithm", "EC", "-pkeyopt", $"ec_paramgen_curve:P-{Algorithm.Bits}"],
            KeyFamily.Ed25519 => ["-algorithm", "ED25519"],
            KeyFamily.Gost256 => ["-algorithm", "gost2012_256", "-pkeyopt", $"paramset:{EngineSet}"],
            _ => ["-algorithm", "gost2012_512", "-pkeyopt", $"paramset:{EngineSet}"],
        };

        /// <summary>As the GOST engine calls a parameter set: TCB, XA, and of the long ones plainly A.</summary>
        string EngineSet => Algorithm.Name.Split('-') switch
        {
            [_, "256", "cryptopro", "xcha"] => "XA",
            [_, "256", "cryptopro", "xchb"] => "XB",
            [_, "256", "cryptopro", var set] => set.ToUpperInvariant(),
            [_, "256", var set] => "TC" + set.ToUpperInvariant(),
            var parts => parts[^1].ToUpperInvariant(),
        };
    }
}
