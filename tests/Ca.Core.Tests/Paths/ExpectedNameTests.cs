using System.Net;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Paths;

public class ExpectedNameTests
{
    /// <summary>The rows of RFC 9525 §6.3 and their like.</summary>
    [TestCase("www.example.ru", "dns:www.example.ru", true)]
    [TestCase("WWW.example.RU", "dns:www.EXAMPLE.ru", true)]
    [TestCase("www.example.ru.", "dns:www.example.ru", true)]
    [TestCase("www.example.ru", "dns:example.ru", false)]
    [TestCase("www.example.ru", "dns:*.example.ru", true)]
    [TestCase("example.ru", "dns:*.example.ru", false)]
    [TestCase("a.www.example.ru", "dns:*.example.ru", false)]
    [TestCase("www.example.ru", "dns:w*.example.ru", false)]
    [TestCase("www.example.ru", "dns:www.*.ru", false)]
    [TestCase("example.ru", "dns:*.ru", false)]
    [TestCase("www.example.ru", "dns:*", false)]
    [TestCase("www.example.ru", "uri:www.example.ru", false)]
    [TestCase("www.example.ru", "email:www.example.ru", false)]
    [TestCase("образец.рф", "dns:xn--80abnh6an9b.xn--p1ai", true)]
    [TestCase("192.0.2.1", "ip:192.0.2.1", true)]
    [TestCase("192.0.2.1", "ip:192.0.2.2", false)]
    [TestCase("192.0.2.1", "dns:192.0.2.1", false)]
    [TestCase("192.0.2.1", "dns:*.0.2.1", false)]
    [TestCase("2001:db8::1", "ip:2001:db8:0::1", true)]
    [TestCase("Ivan@example.ru", "email:Ivan@EXAMPLE.ru", true)]
    [TestCase("ivan@example.ru", "email:Ivan@example.ru", false)]
    [TestCase("ivan@example.ru", "email:ivan@mail.example.ru", false)]
    [TestCase("ivan@example.ru", "email:example.ru", false)]
    public void A_certificate_carries_a_name_or_not(string expected, string carried, bool carries)
    {
        var (kind, text) = (carried[..carried.IndexOf(':', StringComparison.Ordinal)], carried[(carried.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        var name = kind switch
        {
            "dns" => GeneralName.Of(GeneralNameKind.Dns, text),
            "email" => GeneralName.Of(GeneralNameKind.Email, text),
            "uri" => GeneralName.Of(GeneralNameKind.Uri, text),
            _ => new(GeneralNameKind.IpAddress, IPAddress.Parse(text).GetAddressBytes()),
        };
        var certificate = Root(change: c => c with { Extensions = Replace(c.Extensions, ExtensionWriter.SubjectAlternativeName([name])) }).Certificate;

        Assert.That(ExpectedName.Parse(expected).Expect().IsCarriedBy(certificate), Is.EqualTo(carries));
    }

    [Test]
    public void A_common_name_is_no_DNS_name_and_an_address_in_the_subject_counts_where_there_is_no_other()
    {
        var certificate = Root(change: c => c with { Subject = DistinguishedName.Parse("CN=www.example.ru, E=ivan@example.ru").Expect() }).Certificate;

        Assert.That(ExpectedName.Parse("www.example.ru").Expect().IsCarriedBy(certificate), Is.False);
        Assert.That(ExpectedName.Parse("ivan@example.ru").Expect().IsCarriedBy(certificate), Is.True);
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a..b")]
    [TestCase("a b")]
    [TestCase("-a.ru")]
    [TestCase("@example.ru")]
    [TestCase("ivan@")]
    [TestCase("a\0.ru")]
    [TestCase("fe80::1%eth0")]
    public void What_is_no_name_is_refused(string text) => Assert.That(ExpectedName.Parse(text).Refused(out _, out _));
}
