using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// Checks one signer of a SignedData in the order of EN 319 102-1 §5.3: format, signing certificate, cryptography. Each step says
/// what it found, and the next ones go on as far as they can, so that a report tells all there is to tell.
/// </summary>
sealed class CmsVerification(CmsSignerEntry signer, string contentType, CmsContent content, IReadOnlyList<Certificate> certificates)
{
    const string UnnamedContent = "content";

    readonly List<Finding> findings = [];
    DateTimeOffset? claimedTime;
    Finding? weakness;

    /// <summary>The file that the signer is of, when it may have archive time-stamps and evidence for the signer.</summary>
    public CmsSignedData? File { get; init; }

    /// <summary>Hashes of the file's pieces, shared by its signers.</summary>
    public PieceDigests Pieces { get; init; } = new();

    /// <summary>Whose signature value is signed; null unless it is a counter-signature (RFC 5652 §11.4).</summary>
    public CheckedSignature? Countersigned { get; init; }

    public CheckedSignature Check()
    {
        CheckAttributes();
        var certificate = FindSigner();
        var hasContent = false;
        var intact = CheckCryptography(certificate, ref hasContent) && findings.TrueForAll(f => f.Rule.SubIndication is null);
        var stamps = new CadesTimeStamps(signer, content, File, Pieces);
        Tell(certificate, stamps);
        return new()
        {
            Format = NamesItsCertificate ? SignatureFormat.Cades : SignatureFormat.Cms,
            Level = LevelWith(stamps),
            Algorithm = CmsAlgorithms.Name(signer.SignatureAlgorithm, signer.DigestAlgorithm),
            Weakness = weakness,
            Signer = certificate,
            Extent = Countersigned is null ? SignatureExtent.Whole : SignatureExtent.Indirect,
            Intact = intact,
            ClaimedSigningTime = claimedTime,
            References = [Reference(hasContent)],
            TimeStamps = stamps.Claims,
            Findings = findings,
        };
    }

    bool NamesItsCertificate => SigningCertificate.IsIn(signer.SignedAttributes);

    SignedReference Reference(bool hasContent) => Countersigned is { } parent
        ? new("signature", hasContent, new Sentence("Signatures.scope-signature", parent.Signer is { } by ? by.Subject : parent.Algorithm))
        : new(content.Name ?? UnnamedContent, hasContent, new Sentence("Signatures.scope-content")) { File = content.Name };

    /// <summary>EN 319 122-1 §6.3: each level has what the one below has. An archive time-stamp shows the time too.</summary>
    SignatureLevel LevelWith(CadesTimeStamps stamps)
    {
        if (!NamesItsCertificate)
            return SignatureLevel.None;
        if (!stamps.HasArchive && !stamps.Claims.Any(c => c.Kind == TimeStampKind.Signature))
            return SignatureLevel.Basic;
        if (!CmsEvidence.HasRevocation(File, signer))
            return SignatureLevel.Timed;
        return stamps.HasArchive ? SignatureLevel.Archived : SignatureLevel.LongTerm;
    }

    /// <summary>What is no fault of the signature, and good to know.</summary>
    void Tell(Certificate? certificate, CadesTimeStamps stamps)
    {
        if (signer.SignedAttributes?.Single(Oids.SignaturePolicy) is { } policy)
            Add(SignatureRule.SignaturePolicy, PolicyOf(policy));
        if (stamps.TooMany)
            Add(SignatureRule.TooManyTimeStamps, CadesTimeStamps.MaxCount);
        if (certificate?.PublicKey is { } read && !read.Refused(out _, out var key) && key.Algorithm.Family is KeyFamily.Gost256 or KeyFamily.Gost512)
            TellOfOrder472();
    }

    /// <summary>The form that order 472 of the Ministry of Digital Development asks of signatures with national algorithms: told, since the law hangs no signature on it.</summary>
    void TellOfOrder472()
    {
        if (signer.Signer.KeyIdentifier is not null)
            Add(SignatureRule.Order472Signer);
        var missing = new[] { Oids.ContentType, Oids.MessageDigest, Oids.SigningTime, Oids.SigningCertificateV2 }
            .Where(type => !(Countersigned is not null && type == Oids.ContentType) && signer.SignedAttributes?.Single(type) is null).ToList();
        if (missing.Count > 0)
            Add(SignatureRule.Order472Attributes, string.Join(", ", missing));
    }

    /// <summary>SignaturePolicyId or, implied, NULL (RFC 5126 §5.8.1).</summary>
    static string PolicyOf(ReadOnlyMemory<byte> attribute)
    {
        try
        {
            var reader = new AsnReader(attribute, AsnEncodingRules.DER);
            return reader.PeekTag() == Asn1Tag.Null ? "-" : reader.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException)
        {
            return "?";
        }
    }

    /// <summary>RFC 5652 §5.3 and §11: content-type and message-digest once each, signing-time at most once.</summary>
    void CheckAttributes()
    {
        if (signer.SignedAttributes is not { } attributes)
        {
            if (contentType != Oids.CmsData)
                Add(SignatureRule.Attributes, Oids.ContentType);
            return;
        }
        // A counter-signature has no content type (§11.4); programs that write one all the same do no harm.
        foreach (var type in Countersigned is null ? new[] { Oids.ContentType, Oids.MessageDigest } : [Oids.MessageDigest])
            if (attributes.Single(type) is null)
                Add(SignatureRule.Attributes, type);
        foreach (var type in new[] { Oids.SigningTime, Oids.SigningCertificate, Oids.SigningCertificateV2, Oids.CmsAlgorithmProtection })
            if (attributes.Count(type) > 0 && attributes.Single(type) is null)
                Add(SignatureRule.Attributes, type);
        if (Countersigned is null && attributes.Single(Oids.ContentType) is { } type1 && Read(type1, r => r.ReadObjectIdentifier()) != contentType)
            Add(SignatureRule.ContentType, contentType);
        if (attributes.Single(Oids.SigningTime) is { } time && (claimedTime = ReadTime(time)) is null)
            Add(SignatureRule.Attributes, Oids.SigningTime);
        if (attributes.Single(Oids.CmsAlgorithmProtection) is { } protection && !Protects(protection))
            Add(SignatureRule.AlgorithmProtection);
    }

    /// <summary>The certificate that sid names and that the signer has signed for (signing-certificate): without the latter, any of that name.</summary>
    Certificate? FindSigner()
    {
        var named = certificates.Where(signer.Signer.Names).Distinct().ToList();
        var meant = named.Find(c => SigningCertificate.Means(signer.SignedAttributes, c));
        if (named.Count == 0)
            Add(SignatureRule.NoSigner, signer.Signer.ToString());
        else if (meant is null)
            Add(SignatureRule.SignerNotMeant, named[0].Subject);
        return meant ?? named.FirstOrDefault();
    }

    /// <summary>Whether content and attributes are what the certificate's key signed.</summary>
    bool CheckCryptography(Certificate? certificate, ref bool hasContent)
    {
        if (CmsAlgorithms.ReadDigest(signer.DigestAlgorithm).Refused(out var why, out var digest))
            return Add(SignatureRule.Digest, why.Sentence);
        var holds = hasContent = CheckDigest(digest);
        if (digest == DigestAlgorithm.Sha1)
            weakness = SignatureRule.Outdated.Found(digest.Name);
        if (certificate is null)
            return false;
        if (certificate.PublicKey.Refused(out why, out var key))
            return Add(PathRule.Key, certificate.Subject, why.Sentence);
        if (CmsAlgorithms.ReadSignature(signer.SignatureAlgorithm, digest).Refused(out why, out var algorithm))
            return Add(SignatureRule.Algorithm, why.Sentence);
        if (algorithm.IsOutdated)
            weakness = SignatureRule.Outdated.Found(algorithm.Name);
        if (signer.SignedAttributes is not null && algorithm.Digest.Oid != digest.Oid)
            Add(SignatureRule.DigestsDiffer, digest.Name, algorithm.Digest.Name);
        return CheckValue(key, algorithm, ref hasContent) && holds;
    }

    bool CheckDigest(DigestAlgorithm digest)
    {
        if (content.IsMissing)
            return Add(SignatureRule.NoContent);
        if (signer.SignedAttributes is null)
            return true;
        if (signer.SignedAttributes.Single(Oids.MessageDigest) is not { } attribute)
            return false;
        if (Read(attribute, r => r.ReadOctetString()) is not { } expected)
            return Add(SignatureRule.Attributes, Oids.MessageDigest);
        return content.HasDigest(digest, expected) switch
        {
            true => true,
            false => Add(SignatureRule.Content),
            null => Add(SignatureRule.NoHash, digest.Name),
        };
    }

    bool CheckValue(PublicKey key, SignatureAlgorithm algorithm, ref bool hasContent)
    {
        if (signer.SignedAttributes is { } attributes)
            return key.Verify(algorithm, attributes.Encoded.Span, signer.Signature.Span)
                || key.Verify(algorithm, attributes.AsSent.Span, signer.Signature.Span) || Add(SignatureRule.Value);
        if (content.IsMissing)
            return false;
        if (!content.IsWhole)
            return Add(SignatureRule.NoWholeContent);
        // Without attributes the hash is inside the signature: which of the two is wrong cannot be told apart.
        var signed = content.IsSigned(key, algorithm, signer.Signature);
        hasContent = signed == true;
        if (hasContent && content.Short(CmsAttributes.MostSigned) is { } octets && CmsAttributes.AreSigned(octets))
            return Add(SignatureRule.AttributesAsContent);
        return hasContent || Add(signed is null ? SignatureRule.TooManyReadings : SignatureRule.Value);
    }

    /// <summary>CMSAlgorithmProtection (RFC 6211 §3): the same algorithms under the signature as beside it.</summary>
    bool Protects(ReadOnlyMemory<byte> attribute) => Read(attribute, r =>
    {
        var protection = r.ReadSequence();
        var digest = protection.ReadEncodedValue();
        var algorithm = protection.ReadEncodedValue();
        // signatureAlgorithm is [1] IMPLICIT: but for the tag it is the same.
        return digest.Span.SequenceEqual(signer.DigestAlgorithm.Span) && algorithm.Span is [0xA1, .. var rest] && rest.SequenceEqual(signer.SignatureAlgorithm.Span[1..])
            ? protection : null;
    }) is not null;

    static DateTimeOffset? ReadTime(ReadOnlyMemory<byte> attribute) => Read(attribute, r => (object)Time.Read(r)) as DateTimeOffset?;

    static T? Read<T>(ReadOnlyMemory<byte> value, Func<AsnReader, T?> read) where T : class
    {
        try
        {
            var reader = new AsnReader(value, AsnEncodingRules.DER);
            var result = read(reader);
            reader.ThrowIfNotEmpty();
            return result;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Always false: what has a finding does not hold.</summary>
    bool Add(ValidationRule rule, params object[] arguments)
    {
        findings.Add(rule.Found(arguments));
        return false;
    }
}
