using System.Text;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Tests.Asn1;

namespace Ca.Core.Tests.Certificates;

public class HostileCertificateTests
{
    [Test]
    public void Any_bytes_give_a_certificate_or_a_refusal()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        using var rsa = SoftwareKey.Generate(KeyAlgorithm.Parse("rsa-2048").Expect());
        byte[][] good = [SampleCertificates.Sign(key).Encoded.ToArray(), SampleCertificates.Sign(rsa).Encoded.ToArray()];

        HostileBytes.Throw("certificates", good, bytes => Certificate.ParsePemOrDer(bytes).Then(certificate =>
        {
            _ = (certificate.ToPem(), certificate.GetHashCode(), certificate.IsSelfIssued, certificate.CrlDistributionPoints);
            _ = certificate.SubjectAlternativeName?.Select(n => n.Text).ToList();
            _ = certificate.IsSignedBy(key.PublicKey);
            _ = certificate.PublicKey.Refused(out _, out _);
            _ = certificate.Validity.Includes(DateTimeOffset.MaxValue) || certificate.Validity.Includes(DateTimeOffset.MinValue);
            ReadAgain(certificate.Subject);
            return (Outcome<Certificate>)certificate;
        }));
    }

    [Test]
    public void Any_bytes_give_a_name_or_a_refusal() =>
        HostileBytes.Throw("names", [SampleCertificates.Authority.Encoded.ToArray(), SampleCertificates.Citizen.Encoded.ToArray()], bytes =>
            DistinguishedName.Parse(bytes).Then(name =>
            {
                ReadAgain(name);
                return (Outcome<DistinguishedName>)name;
            }));

    [Test]
    public void Any_text_gives_a_name_or_a_refusal() =>
        HostileBytes.Throw("texts of names", [.. new[] { SampleCertificates.Authority, SampleCertificates.Citizen }.Select(n => Encoding.UTF8.GetBytes(n.ToString()))], bytes =>
            DistinguishedName.Parse(Encoding.UTF8.GetString(bytes)).Then(name =>
            {
                ReadAgain(name);
                return (Outcome<DistinguishedName>)name;
            }));

    /// <summary>Every name is shown; one that we would certify is read again from what is shown.</summary>
    static void ReadAgain(DistinguishedName name)
    {
        var text = name.ToString();
        Assert.That(name.GetHashCode(), Is.EqualTo(DistinguishedName.Parse(name.Encoded).Expect().GetHashCode()));
        if (name.Check() is null)
            Assert.That(DistinguishedName.Parse(text).Expect(), Is.EqualTo(name), text);
    }
}
