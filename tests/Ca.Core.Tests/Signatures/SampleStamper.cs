using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Signatures;
using Ca.Tests;

namespace Ca.Core.Tests.Signatures;

/// <summary>A time-stamp authority whose clock says whatever a test wants.</summary>
sealed class SampleStamper(CmsSigner authority)
{
    /// <summary>Certified by this one, for time-stamping alone.</summary>
    public static SampleStamper Of(SampleAuthority issuer, Func<TbsCertificate, TbsCertificate>? change = null, SoftwareKey? key = null) => new(issuer.Person(key ?? NewKey(), "TSA", change: c =>
        (change ?? (x => x))(c with
        {
            Extensions = SampleAuthority.Replace(c.Extensions,
                ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature), ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]) with { Critical = true }),
        })));

    static SoftwareKey NewKey() => SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());

    public TimeStampSource At(DateTimeOffset time) => (digest, imprint) => (ReadOnlyMemory<byte>)Token(digest, imprint, time);

    byte[] Token(DigestAlgorithm digest, ReadOnlyMemory<byte> imprint, DateTimeOffset time) => new HandmadeCms(authority)
    {
        ContentType = Oids.TimeStampTokenContent,
        Content = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteInteger(1);
                w.WriteObjectIdentifier("1.2.3.4");
                using (w.PushSequence())
                {
                    using (w.PushSequence())
                        w.WriteObjectIdentifier(digest.Oid);
                    w.WriteOctetString(imprint.Span);
                }
                w.WriteInteger(7);
                w.WriteGeneralizedTime(time, omitFractionalSeconds: true);
            }
        }),
    }.Encode();
}
