using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>What is judged.</summary>
public enum ObjectKind
{
    Request,
    Certificate,
    RevocationList,
    OcspResponse,
    AttachedCms,
    DetachedCms,
}

/// <summary>What is wrong with it, so that every judge has to refuse.</summary>
enum Flaw
{
    None,
    ChangedByte,
    Expired,
    Revoked,
    WrongIssuer,
}

/// <summary>One object with all that is needed to judge it. All in DER.</summary>
sealed record Question
{
    // The names under which the files lie on a judge's desk.
    public const string Object = "object.der";
    public const string Content = "content.bin";
    public const string Root = "root.pem";
    public const string Issuing = "issuing.pem";
    public const string Leaf = "leaf.pem";
    public const string Chain = "chain.pem";
    public const string Authorities = "authorities.pem";
    public const string RevocationList = "revocation-list.pem";
    public const string RevocationLists = "revocation-lists.pem";
    public const string RootAndRevocationLists = "root-and-revocation-lists.pem";

    public required KeyAlgorithm Algorithm { get; init; }

    public required ObjectKind Kind { get; init; }

    public required Flaw Flaw { get; init; }

    public required byte[] Bytes { get; init; }

    public required byte[] RootCertificate { get; init; }

    public required byte[] IssuingCertificate { get; init; }

    /// <summary>The certificate whose chain, status or signature is judged.</summary>
    public required byte[] LeafCertificate { get; init; }

    public required byte[] RootRevocationList { get; init; }

    public required byte[] IssuingRevocationList { get; init; }

    /// <summary>What a CMS signature is over.</summary>
    public required byte[] SignedContent { get; init; }

    /// <summary>Whether its CMS signatures carry signing-certificate-v2, so that they can be judged as CAdES.</summary>
    public required bool IsCades { get; init; }

    /// <summary>Judged a year from now: a maker that cannot date its objects back lets them grow old so.</summary>
    public bool Later { get; init; }

    public bool IsCms => Kind is ObjectKind.AttachedCms or ObjectKind.DetachedCms;

    public void LayOut(Desk desk)
    {
        var root = Pem.Write("CERTIFICATE", RootCertificate);
        var issuing = Pem.Write("CERTIFICATE", IssuingCertificate);
        var leaf = Pem.Write("CERTIFICATE", LeafCertificate);
        var list = Pem.Write("X509 CRL", IssuingRevocationList);
        var lists = Pem.Write("X509 CRL", RootRevocationList) + list;
        desk.Put(Object, Bytes);
        desk.Put(Content, SignedContent);
        desk.Put(Root, root);
        desk.Put(Issuing, issuing);
        desk.Put(Leaf, leaf);
        desk.Put(Chain, leaf + issuing);
        desk.Put(Authorities, issuing + root);
        desk.Put(RevocationList, list);
        desk.Put(RevocationLists, lists);
        desk.Put(RootAndRevocationLists, root + lists);
    }
}
