using System.Formats.Asn1;
using System.Net;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;

namespace Ca.Core.Tests.Paths;

/// <summary>The finer cases of name constraints that NIST's suite does not have.</summary>
public class NameSubtreesTests
{
    // A final dot is the root of the name space, and no other host.
    [TestCase(GeneralNameKind.Dns, "example.ru", "example.ru.", true)]
    [TestCase(GeneralNameKind.Dns, "example.ru", "www.example.ru.", true)]
    [TestCase(GeneralNameKind.Dns, "example.ru.", "www.example.ru", true)]
    [TestCase(GeneralNameKind.Dns, "example.ru", "www.example.org.", false)]
    [TestCase(GeneralNameKind.Dns, "example.ru", "anexample.ru.", false)]
    [TestCase(GeneralNameKind.Email, "example.ru", "ivan@example.ru.", true)]
    [TestCase(GeneralNameKind.Email, ".example.ru", "ivan@mail.example.ru.", true)]
    [TestCase(GeneralNameKind.Email, "example.ru", "ivan@example.org.", false)]
    [TestCase(GeneralNameKind.Uri, "example.ru", "http://example.ru./a", true)]
    [TestCase(GeneralNameKind.Uri, ".example.ru", "https://www.example.ru.:8443/a", true)]
    [TestCase(GeneralNameKind.Uri, "example.ru", "http://example.org./a", false)]
    public void A_final_dot_leads_into_no_other_subtree(GeneralNameKind kind, string subtree, string name, bool within)
    {
        var (tree, leaf) = (GeneralName.Of(kind, subtree), new ConstrainedName(GeneralName.Of(kind, name)));
        Assert.That(new NameSubtrees(new(Permitted: null, Excluded: [tree])).Allow(leaf), Is.EqualTo(!within));
        Assert.That(new NameSubtrees(new(Permitted: [tree], Excluded: null)).Allow(leaf), Is.EqualTo(within));
    }

    [TestCase("C0000200FFFFFF00", true)]
    [TestCase("20010DB8000000000000000000000000FFFFFFFF000000000000000000000000", true)]
    [TestCase("", false)]
    [TestCase("C0000200", false)]
    [TestCase("C0000200FFFFFF", false)]
    [TestCase("C0000200FFFFFF0000", false)]
    public void A_subtree_of_addresses_has_an_address_and_a_mask(string hex, bool read)
    {
        var extension = new Extension("2.5.29.30", true, Der.Write(w =>
        {
            using (w.PushSequence())
            using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            using (w.PushSequence())
                w.WriteOctetString(Convert.FromHexString(hex), new Asn1Tag(TagClass.ContextSpecific, 7));
        }));
        Assert.That(CertificateExtensions.Of([extension]).Refused(out _, out _), Is.EqualTo(!read));
    }

    [TestCase("192.0.2.7", false)]
    [TestCase("192.0.3.7", true)]
    public void An_address_is_excluded_by_the_mask(string address, bool allowed)
    {
        var subtree = new GeneralName(GeneralNameKind.IpAddress, Convert.FromHexString("C0000200FFFFFF00"));
        var name = new ConstrainedName(new(GeneralNameKind.IpAddress, IPAddress.Parse(address).GetAddressBytes()));
        Assert.That(new NameSubtrees(new(Permitted: null, Excluded: [subtree])).Allow(name), Is.EqualTo(allowed));
    }
}
