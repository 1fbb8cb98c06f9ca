using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Issuance;

/// <summary>The kinds of certificate that rules speak of.</summary>
static class Kinds
{
    public static bool Any(Certificate _) => true;

    public static bool Authority(Certificate c) => c.BasicConstraints is { IsAuthority: true };

    public static bool EndEntity(Certificate c) => !Authority(c);

    /// <summary>Names itself as its issuer: a root, or an authority that certifies its next key.</summary>
    public static bool SelfIssued(Certificate c) => c.IsSelfIssued;

    public static bool IssuedByAnother(Certificate c) => !c.IsSelfIssued;

    public static bool TlsServer(Certificate c) => For(c, Oids.ServerAuth);

    public static bool OcspResponder(Certificate c) => EndEntity(c) && For(c, Oids.OcspSigning);

    public static bool TimeStamper(Certificate c) => For(c, Oids.TimeStamping);

    /// <summary>A natural person is named, alone or as the one who acts for an organization.</summary>
    public static bool Person(Certificate c) =>
        EndEntity(c) && c.Subject.Attributes.Any(a => a.Type is Oids.Surname or Oids.GivenName or Oids.Pseudonym or Oids.Snils);

    /// <summary>The key is of this kind, by the OID in its AlgorithmIdentifier: of a key that cannot be read as well.</summary>
    // Compared as octets, since a dozen rules ask.
    public static Func<Certificate, bool> Key(params string[] oids)
    {
        var encoded = oids.Select(oid => Der.Write(writer => writer.WriteObjectIdentifier(oid))).ToArray();
        return c =>
        {
            var algorithm = KeyAlgorithmIdentifier.ContentsOf(c);
            foreach (var oid in encoded)
                if (algorithm.StartsWith(oid))
                    return true;
            return false;
        };
    }

    public static readonly Func<Certificate, bool> GostKey = Key(Oids.Gost2012Key256, Oids.Gost2012Key512);

    static bool For(Certificate c, string purpose) => c.ExtendedKeyUsage?.Contains(purpose) == true;
}
