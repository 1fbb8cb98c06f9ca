using Ca.Core.Certificates;
using Ca.Core.Profiles;
using Ca.Core.Tests.Issuance;

namespace Ca.Core.Tests.Profiles;

public class CertificateContentTests
{
    [Test]
    public void What_was_stored_is_read_again([ValueSource(nameof(Contents))] CertificateContent content)
    {
        var read = CertificateContent.Parse(content.Encode()).Expect();

        Assert.That(read.Encode(), Is.EqualTo(content.Encode()));
        Assert.That(read.Hash, Is.EqualTo(content.Hash));
        Assert.That((read.Profile, read.Subject, read.Lifetime, read.PrivateKeyUsage, read.FromIssuer),
            Is.EqualTo((content.Profile, content.Subject, content.Lifetime, content.PrivateKeyUsage, content.FromIssuer)));
        Assert.That(read.Extensions, Is.EqualTo(content.Extensions));
        Assert.That(read.Issuer.SelfSigned, Is.EqualTo(content.Issuer.SelfSigned));
        Assert.That(read.Issuer.KeyFamilies, Is.EqualTo(content.Issuer.KeyFamilies));
        Assert.That(read.Issuer.Names, Is.EqualTo(content.Issuer.Names));
    }

    [Test]
    public void Every_part_of_it_is_in_the_hash()
    {
        var content = Hierarchy.Citizen;
        CertificateContent[] others =
        [
            Copy(content, profile: content.Profile with { Version = 2 }),
            Copy(content, profile: content.Profile with { Sha256 = new string('0', 64) }),
            Copy(content, subject: Hierarchy.RootName),
            Copy(content, lifetime: "P16M"),
            Copy(content, extensions: [.. content.Extensions.Reverse()]),
            Copy(content, extensions: [.. content.Extensions.Select(e => e with { Critical = true })]),
            Copy(content, fromIssuer: IssuerExtensions.AuthorityKey),
            Copy(content, issuer: content.Issuer with { Names = [Hierarchy.RootName] }),
        ];

        Assert.That(others.Select(o => o.Hash).Append(content.Hash), Is.Unique);
        Assert.That(Copy(content).Hash, Is.EqualTo(content.Hash));
    }

    [TestCase("00", false)]
    [TestCase("0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef", true)]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg", false)]
    public void A_hash_is_64_digits(string hex, bool good)
    {
        Assert.That(ContentHash.Parse(hex).Refused(out _, out var hash), Is.EqualTo(!good));
        Assert.That(good ? hash.Hex : hex.ToLowerInvariant(), Is.EqualTo(hex.ToLowerInvariant()));
    }

    static IEnumerable<CertificateContent> Contents =>
    [
        Hierarchy.Citizen,
        Hierarchy.Content("root", Hierarchy.RootKey, Hierarchy.RootName),
        Hierarchy.Content("officer", Hierarchy.RootKey, Hierarchy.RootName),
        Copy(Hierarchy.Citizen, issuer: new(false, [], [Hierarchy.RootName, Hierarchy.AuthorityName])),
    ];

    static CertificateContent Copy(
        CertificateContent of, ProfileReference? profile = null, DistinguishedName? subject = null, string? lifetime = null,
        IReadOnlyList<Extension>? extensions = null, IssuerExtensions? fromIssuer = null, IssuerConstraint? issuer = null) => new()
        {
            Profile = profile ?? of.Profile,
            Issuer = issuer ?? of.Issuer,
            Subject = subject ?? of.Subject,
            PublicKey = of.PublicKey,
            Lifetime = lifetime is null ? of.Lifetime : Lifetime.Parse(lifetime).Expect(),
            PrivateKeyUsage = of.PrivateKeyUsage,
            Extensions = extensions ?? of.Extensions,
            FromIssuer = fromIssuer ?? of.FromIssuer,
        };
}
