using Ca.Conformance.Tests.Judges;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>Objects made by <c>certtool</c>: everything but OCSP responses.</summary>
sealed class GnuTlsMaker : Maker
{
    public override string Name => "GnuTLS";

    public override bool Makes(ObjectKind kind, KeyAlgorithm algorithm) => kind != ObjectKind.OcspResponse && GnuTls.Knows(algorithm.Name);

    // Its requests and lists take no --sign-params.
    public override bool MakesPss => false;

    public override Exhibits Make(KeyAlgorithm algorithm, SignatureAlgorithm signature)
    {
        using var desk = new Desk();
        using var otherDesk = new Desk();
        var authority = new Authority(desk, algorithm);
        var other = new Authority(otherDesk, algorithm);
        authority.Issue("good", 2040);
        authority.Issue("expired", 2021);
        authority.Issue("revoked", 2040);
        return new()
        {
            Algorithm = algorithm,
            Request = authority.Der("leaf.csr", "--crq-info"),
            Root = authority.Der("root.pem", "--certificate-info"),
            Issuing = authority.Der("issuing.pem", "--certificate-info"),
            RootRevocationList = authority.RevocationList("root"),
            RevocationList = authority.RevocationList("issuing", revoked: "revoked"),
            ExpiredRevocationList = authority.RevocationList("issuing", nextUpdate: 2021),
            Good = Signed(authority, "good"),
            Expired = Signed(authority, "expired"),
            Revoked = Signed(authority, "revoked"),
            ExpiredOcspResponse = null,
            IsCades = false,
            Other = new(other.Der("root.pem", "--certificate-info"), other.RevocationList("issuing"), []),
        };
    }

    static Exhibits.SignedBy Signed(Authority authority, string leaf) =>
        new(authority.Der($"{leaf}.pem", "--certificate-info"), [], authority.Cms(leaf, "--p7-sign"), authority.Cms(leaf, "--p7-detached-sign"));

    sealed class Authority
    {
        readonly Desk desk;
        readonly KeyAlgorithm algorithm;

        public Authority(Desk desk, KeyAlgorithm algorithm)
        {
            this.desk = desk;
            this.algorithm = algorithm;
            foreach (var key in (string[])["root", "issuing", "leaf"])
                Do(["--generate-privkey", "--outfile", $"{key}.key", "--key-type", .. KeyOptions]);
            Template("root", "cn = \"Sample root\"", "ca", "cert_signing_key", "crl_signing_key", Validity(2040));
            Template("issuing", "cn = \"Sample issuing\"", "ca", "path_len = 0", "cert_signing_key", "crl_signing_key", Validity(2040));
            Template("leaf", "cn = \"Sample leaf\"");
            Do("--generate-self-signed", "--load-privkey", "root.key", "--template", "root", "--outfile", "root.pem", "--hash", Hash);
            Request("issuing");
            Request("leaf");
            SignedBy("root", "--generate-certificate", "--load-request", "issuing.csr", "--template", "issuing", "--outfile", "issuing.pem");
        }

        public void Issue(string name, int until)
        {
            Template("certificate", "cn = \"Sample leaf\"", "signing_key", "non_repudiation", "tls_www_client", "email_protection_key", Validity(until));
            SignedBy("issuing", "--generate-certificate", "--load-request", "leaf.csr", "--template", "certificate", "--outfile", $"{name}.pem");
        }

        public byte[] RevocationList(string issuer, int nextUpdate = 2039, string? revoked = null)
        {
            Template("list", "crl_number = 1", "crl_this_update_date = \"2020-06-01 00:00:00 UTC\"", $"crl_next_update_date = \"{nextUpdate}-01-01 00:00:00 UTC\"");
            SignedBy(
                issuer, ["--generate-crl", "--template", "list", "--outfile", "crl.pem",
                .. revoked is null ? [] : (string[])["--load-certificate", $"{revoked}.pem"]]);
            return Der("crl.pem", "--crl-info");
        }

        public byte[] Cms(string leaf, string form)
        {
            desk.Put("content", Exhibits.Document);
            desk.Put("chain.pem", [.. desk.Take($"{leaf}.pem"), .. desk.Take("issuing.pem")]);
            Do(form, "--p7-time", "--load-privkey", "leaf.key", "--load-certificate", "chain.pem", "--infile", "content", "--outder", "--outfile", "cms.der", "--hash", Hash);
            return desk.Take("cms.der");
        }

        public byte[] Der(string file, string kind)
        {
            Do(kind, "--infile", file, "--outder", "--outfile", "out.der");
            return desk.Take("out.der");
        }

        void Request(string name) =>
            Do("--generate-request", "--load-privkey", $"{name}.key", "--template", name, "--outfile", $"{name}.csr", "--hash", Hash);

        void SignedBy(string issuer, params string[] arguments) =>
            Do([.. arguments, "--load-ca-certificate", $"{issuer}.pem", "--load-ca-privkey", $"{issuer}.key", "--hash", Hash]);

        void Do(params string[] arguments)
        {
            if (GnuTls.Certtool(desk, arguments) is { ExitCode: not 0 } answer)
                throw new InvalidOperationException($"certtool {string.Join(' ', arguments)}\n{answer}");
        }

        void Template(string name, params string[] lines) => desk.Put(name, string.Join('\n', lines) + "\n");

        static string Validity(int until) =>
            $"activation_date = \"2020-01-01 00:00:00 UTC\"\nexpiration_date = \"{until}-01-01 00:00:00 UTC\"";

        string Hash => algorithm switch
        {
            { Family: KeyFamily.Gost256 } => "STREEBOG-256",
            { Family: KeyFamily.Gost512 } => "STREEBOG-512",
            { Family: KeyFamily.Ed25519 } or { Name: "ec-p521" } => "SHA512",
            { Name: "ec-p384" } => "SHA384",
            _ => "SHA256",
        };

        string[] KeyOptions => algorithm.Name switch
        {
            "ec-p256" => ["ecdsa", "--curve", "secp256r1"],
            "ec-p384" => ["ecdsa", "--curve", "secp384r1"],
            "ec-p521" => ["ecdsa", "--curve", "secp521r1"],
            "ed25519" => ["ed25519"],
            "gost2012-256-b" => ["gost12-256", "--curve", "TC26-256-B"],
            "gost2012-256-cryptopro-a" => ["gost12-256", "--curve", "CryptoPro-A"],
            "gost2012-256-cryptopro-xcha" => ["gost12-256", "--curve", "CryptoPro-XchA"],
            "gost2012-512-a" => ["gost12-512", "--curve", "TC26-512-A"],
            _ => ["rsa", "--bits", $"{algorithm.Bits}"],
        };
    }
}
