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
        Label = certificate.Subject.ToString();
    }

    /// <summary>The certificate the anchor came in; its own signature and validity are not looked at, its constraints are honoured (RFC 5937).</summary>
    public Certificate Certificate { get; }

    /// <summary>The trusted key.</summary>
    public PublicKey Key { get; }

    /// <summary>The trusted name.</summary>
    public DistinguishedName Name => Certificate.Subject;

    /// <summary>What the operator calls it; the name, unless he calls it something.</summary>
    public string Label { get; private init; }

    /// <summary>The first second at which it is trusted; always, unless the operator says otherwise.</summary>
    public DateTimeOffset From { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>The last.</summary>
    public DateTimeOffset Until { get; private init; } = DateTimeOffset.MaxValue;

    /// <summary>OIDs of the purposes that it is trusted for; null for every one.</summary>
    public IReadOnlyList<string>? Purposes { get; private init; }

    /// <summary>Refused when its key is of a kind that we cannot verify with.</summary>
    public static Outcome<TrustAnchor> Of(Certificate certificate) =>
        certificate.PublicKey.Then<TrustAnchor>(key => new TrustAnchor(certificate, key));

    /// <summary>An issuer whose key is known from the path above it.</summary>
    internal static TrustAnchor Of(Certificate certificate, PublicKey key) => new(certificate, key);

    /// <summary>The same within bounds that the operator sets.</summary>
    internal TrustAnchor Within(string label, DateTimeOffset? from, DateTimeOffset? until, IReadOnlyList<string>? purposes) => new(Certificate, Key)
    {
        Label = label,
        From = from ?? DateTimeOffset.MinValue,
        Until = until ?? DateTimeOffset.MaxValue,
        Purposes = purposes,
    };

    /// <summary>Whether it is an anchor at this time.</summary>
    public bool IsTrustedAt(DateTimeOffset at) => From <= at && at <= Until;

    /// <summary>Whether it is one for this purpose, or with null for every one.</summary>
    public bool IsTrustedFor(string? purpose) => Purposes is null || purpose is not null && Purposes.Contains(purpose);
}
