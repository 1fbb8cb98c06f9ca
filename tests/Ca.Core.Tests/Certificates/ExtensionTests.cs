using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Tests.Certificates;

/// <summary>What each known extension may and may not be; the octets are those of extnValue.</summary>
public class ExtensionTests
{
    // RFC 5280 §4.2.1.9
    [TestCase(Oids.BasicConstraints, "3000", true)]
    [TestCase(Oids.BasicConstraints, "30030101FF", true)]
    [TestCase(Oids.BasicConstraints, "30060101FF020100", true)]
    [TestCase(Oids.BasicConstraints, "3003010100", true, Description = "the default written: forgiven, mozilla::pkix does")]
    [TestCase(Oids.BasicConstraints, "3003020100", true, Description = "a path length without cA: §4.2.1.9 forbids it, the syntax does not")]
    [TestCase(Oids.BasicConstraints, "30060101FF0201FF", false, Description = "a negative path length")]
    [TestCase(Oids.BasicConstraints, "3003010101", false, Description = "TRUE that is not FF")]
    [TestCase(Oids.BasicConstraints, "30080101FF0201000500", false)]
    [TestCase(Oids.BasicConstraints, "0101FF", false)]
    // §4.2.1.3
    [TestCase(Oids.KeyUsage, "03020780", true)]
    [TestCase(Oids.KeyUsage, "0303070080", true, Description = "decipherOnly")]
    [TestCase(Oids.KeyUsage, "030100", true, Description = "no bit: §4.2.1.3 forbids it, the syntax does not")]
    [TestCase(Oids.KeyUsage, "03020080", true, Description = "trailing zero bits (X.690 §11.2.2): forgiven, as the platform, Go and BoringSSL do")]
    [TestCase(Oids.KeyUsage, "0303060040", false, Description = "a tenth bit")]
    [TestCase(Oids.KeyUsage, "04020780", false)]
    // §4.2.1.12
    [TestCase(Oids.ExtendedKeyUsage, "300A06082B06010505070302", true)]
    [TestCase(Oids.ExtendedKeyUsage, "3000", false, Description = "SIZE (1..MAX)")]
    [TestCase(Oids.ExtendedKeyUsage, "30020600", false)]
    // §4.2.1.2
    [TestCase(Oids.SubjectKeyIdentifier, "0401AA", true)]
    [TestCase(Oids.SubjectKeyIdentifier, "0301AA", false)]
    [TestCase(Oids.SubjectKeyIdentifier, "2403040 1AA", false, Description = "constructed")]
    // §4.2.1.1
    [TestCase(Oids.AuthorityKeyIdentifier, "3000", true)]
    [TestCase(Oids.AuthorityKeyIdentifier, "30038001AA", true)]
    [TestCase(Oids.AuthorityKeyIdentifier, "3006820104800 1AA", false, Description = "out of order")]
    [TestCase(Oids.AuthorityKeyIdentifier, "3002A100", false, Description = "no name among the names")]
    // §4.2.1.6
    [TestCase(Oids.SubjectAlternativeName, "3003820161", true)]
    [TestCase(Oids.SubjectAlternativeName, "30068704 7F000001", true)]
    [TestCase(Oids.SubjectAlternativeName, "3004A4023000", true)]
    [TestCase(Oids.SubjectAlternativeName, "3000", false, Description = "SIZE (1..MAX)")]
    [TestCase(Oids.SubjectAlternativeName, "30038201E9", false, Description = "IA5String of eight bits")]
    [TestCase(Oids.SubjectAlternativeName, "3003890161", false, Description = "a tenth kind")]
    [TestCase(Oids.SubjectAlternativeName, "3003840161", false, Description = "a directory name that is none")]
    [TestCase(Oids.SubjectAlternativeName, "3004A4023100", false)]
    // §4.2.1.4
    [TestCase(Oids.CertificatePolicies, "30063004060 22A03", true)]
    [TestCase(Oids.CertificatePolicies, "3000", false)]
    [TestCase(Oids.CertificatePolicies, "3008300606022A033000", false, Description = "qualifiers of none")]
    // §4.2.1.5, 4.2.1.11, 4.2.1.14
    [TestCase(Oids.PolicyMappings, "300A300806022A0306022A04", true)]
    [TestCase(Oids.PolicyMappings, "3006300406022A03", false)]
    [TestCase(Oids.PolicyConstraints, "3003800100", true)]
    [TestCase(Oids.PolicyConstraints, "30038001FF", false)]
    [TestCase(Oids.InhibitAnyPolicy, "020100", true)]
    [TestCase(Oids.InhibitAnyPolicy, "020900FFFFFFFFFFFFFFFF", true, Description = "more than any path is long")]
    [TestCase(Oids.InhibitAnyPolicy, "0201FF", false)]
    // §4.2.1.10
    [TestCase(Oids.NameConstraints, "3007A0053003820161", true)]
    [TestCase(Oids.NameConstraints, "300AA0083006820161800101", false, Description = "a minimum")]
    [TestCase(Oids.NameConstraints, "3002A000", false)]
    // §4.2.1.13
    [TestCase(Oids.CrlDistributionPoints, "30093007A005A003860161", true)]
    [TestCase(Oids.CrlDistributionPoints, "30023000", true, Description = "an empty point: §4.2.1.13 forbids it, the syntax does not")]
    [TestCase(Oids.CrlDistributionPoints, "3000", false)]
    [TestCase(Oids.FreshestCrl, "30093007A005A003860161", true)]
    [TestCase(Oids.FreshestCrl, "3000", false)]
    // §4.2.2.1
    [TestCase(Oids.AuthorityInformationAccess, "300F300D06082B06010505073001860161", true)]
    [TestCase(Oids.AuthorityInformationAccess, "3000", false)]
    // RFC 3280 §4.2.1.4
    [TestCase(Oids.PrivateKeyUsagePeriod, "3011800F32303132303130313030303030305A", true)]
    [TestCase(Oids.PrivateKeyUsagePeriod, "300F800D3132303130313030303030305A", false, Description = "UTCTime")]
    // Order 795
    [TestCase(Oids.SubjectSignTool, "0C0161", true)]
    [TestCase(Oids.SubjectSignTool, "130161", false)]
    [TestCase(Oids.SubjectSignTool, "0C01FF", false)]
    [TestCase(Oids.IssuerSignTool, "300C0C01610C01620C01630C0164", true)]
    [TestCase(Oids.IssuerSignTool, "30090C01610C01620C0163", false)]
    [TestCase(Oids.IdentificationKind, "020101", true)]
    [TestCase(Oids.IdentificationKind, "0201FF", false)]
    // Not known: anything.
    [TestCase("1.2.3.4", "FF", true)]
    public void A_known_extension_is_read_strictly(string oid, string hex, bool read)
    {
        var extension = new Extension(oid, false, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.That(CertificateExtensions.Of([extension]).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(read ? null : "Certificates.extension-malformed"));
        var behind = extension with { Value = (byte[])[.. extension.Value.Span, 5, 0] };
        if (oid != "1.2.3.4")
            Assert.That(CertificateExtensions.Of([behind]).Refused(out _, out _), "something stands behind");
    }

    [Test]
    public void Each_extension_stands_once()
    {
        var usage = ExtensionWriter.KeyUsage(KeyUsages.CrlSign);
        Assert.That(CertificateExtensions.Of([usage, usage with { Critical = false }]).Refused(out var why, out _));
        Assert.That(why!.Sentence.Key, Is.EqualTo("Certificates.extension-twice"));
    }

    [Test]
    public void Criticality_is_as_RFC_5280_4_2_has_it() => Assert.That(
        SampleCertificates.Extensions.Where(e => e.Critical).Select(e => e.Oid), Is.EqualTo(new[] { Oids.BasicConstraints, Oids.KeyUsage }));
}
