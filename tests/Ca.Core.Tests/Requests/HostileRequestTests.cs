using System.Text;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;
using Ca.Core.Tests.Asn1;
using Ca.Core.Tests.Certificates;

namespace Ca.Core.Tests.Requests;

public class HostileRequestTests
{
    [Test]
    public void Any_bytes_give_a_request_or_a_refusal()
    {
        var good = new List<byte[]>();
        foreach (var algorithm in (string[])["ec-p256", "rsa-2048", "ed25519", "gost2012-256-b"])
        {
            using var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
            var request = CertificationRequest.Create(key, SampleCertificates.Citizen, SampleCertificates.Extensions).Expect();
            good.Add(request.Encoded.ToArray());
            good.Add(CertificationRequest.Create(key, DistinguishedName.Of(), []).Expect().Encoded.ToArray());
            if (algorithm == "ec-p256")
                good.Add(Encoding.ASCII.GetBytes(request.ToPem()));
        }
        HostileBytes.Throw("requests", good, bytes => CertificationRequest.Parse(bytes));
    }
}
