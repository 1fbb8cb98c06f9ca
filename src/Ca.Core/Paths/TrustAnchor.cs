using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Paths;

/// <summary>A name and a key that are trusted because the operator says so (RFC 5280 §6.1.1 (d)), never because the machine's store does.</summary>
public sealed class TrustAnchor
{
    TrustAnchor(Certificate certificate, PublicKey key)
    {
        Certificate = certificate;
        Key = key;
    }

    /// <summary>The certificate the anchor came in; its own signature and validity are not looked at, its constraints are honoured (RFC 5937).</summary>
    public Certificate Certificate { get; }

    /// <summary>The trusted key.</summary>
    public PublicKey Key { get; }

    /// <summary>The trusted name.</summary>
    public DistinguishedName Name => Certificate.Subject;

    /// <summary>Refused when its key is of a kind that we cannot verify with.</summary>
    public static Outcome<TrustAnchor> Of(Certificate certificate) =>
        certificate.PublicKey.Then<TrustAnchor>(key => new TrustAnchor(certificate, key));
}
