using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>
/// Checks one ds:Signature: its references (XMLDSig §3.2.1), the signer's certificate, the signature value (§3.2.2), the properties of XAdES.
/// What is checked and what is reported is the same tree: no part of the document is looked up twice by name.
/// </summary>
sealed class XmlVerification(XmlSignature signature, XadesProperties? properties, XmlDereference dereference, IReadOnlyList<Certificate> atHand)
{
    /// <summary>Several certificates may be named for one signature; each costs a verification.</summary>
    const int MaxAttempts = 16;

    readonly List<Finding> findings = [];
    readonly HashSet<ElementNode> manifests = [];
    readonly XmlKey named = XmlKey.Read(signature.KeyInfo, dereference.Tree);
    Finding? weakness;
    SignatureExtent extent;
    int manifestEntries;
    bool isBroken;

    public CheckedSignature Check()
    {
        var references = signature.References.Select(r => dereference.Check(r, signature.Element)).ToList();
        var manifested = references.Where(r => r.Intact).SelectMany(CheckManifest).ToList();
        foreach (var reference in references)
            Judge(reference);
        var signed = properties is not null && references.Exists(r => r.Intact && !r.Chooses && r.Target == properties.Signed) ? properties : null;
        if (references.Exists(r => IsOverProperties(r) && r.Target != properties?.Signed))
            Break(XmlRule.PropertiesElsewhere);
        else if (properties is not null && signed is null)
            findings.Add(XmlRule.PropertiesUnsigned.Found());
        var signer = CheckValue(signed);
        if (named.NotRetrieved is { } place)
            findings.Add(XmlRule.NotRetrieved.Found(place));
        TellCoverage(references);
        return new()
        {
            Format = FormatOf(signed),
            Level = signed?.Level ?? SignatureLevel.None,
            Algorithm = XmlAlgorithms.ReadSignature(signature.SignatureMethod).Refused(out _, out var algorithm) ? signature.SignatureMethod : algorithm.Name,
            Weakness = weakness,
            Signer = signer,
            Extent = extent,
            Intact = !isBroken && references.TrueForAll(r => r.Intact) && manifested.TrueForAll(r => r.Intact || r.Finding?.Rule.SubIndication == SubIndication.SignedDataNotFound),
            ClaimedSigningTime = signed?.SigningTime,
            References = [.. references.Concat(manifested).Select(r => r.Report)],
            TimeStamps = signed is null ? [] : new XadesTimeStamps(signature, signed, references, dereference).Claims,
            Findings = findings,
        };
    }

    /// <summary>Where what the signer signed as properties is not what is read as such, whoever put that there has chosen by which certificate and which rules it is judged.</summary>
    static bool IsOverProperties(CheckedReference reference) =>
        reference.Source.Type == XmlNames.SignedProperties || reference.Target is { } target && target.Is(XmlNames.Xades, "SignedProperties");

    void Judge(CheckedReference reference)
    {
        if (reference.Finding is { } finding)
            findings.Add(finding);
        if (!XmlAlgorithms.ReadDigest(reference.Source.DigestMethod).Refused(out _, out var digest) && digest == DigestAlgorithm.Sha1)
            weakness ??= SignatureRule.Outdated.Found(digest.Name);
    }

    /// <summary>What a signed ds:Manifest lists (XMLDSig §5.1). A file of it that is not at hand is told; one that was changed is a change.</summary>
    IEnumerable<CheckedReference> CheckManifest(CheckedReference reference)
    {
        if (reference.Chooses || reference.Target is not { } target || (target.IsDsig("Manifest") ? target : target.Dsigs("Manifest").FirstOrDefault()) is not { } manifest
            || !manifests.Add(manifest))
            yield break;
        foreach (var element in manifest.Dsigs("Reference"))
        {
            if (manifestEntries++ == XmlSignature.MaxReferences)
            {
                Break(XmlRule.Structure, XmlSignature.TooManyReferences.Sentence);
                yield break;
            }
            if (XmlReference.Read(element).Refused(out var why, out var entry))
            {
                Break(XmlRule.Structure, why.Sentence);
                yield break;
            }
            var result = dereference.Check(entry, signature.Element);
            if (result.Finding is { Rule.SubIndication: SubIndication.SignedDataNotFound } missing)
                findings.Add(XmlRule.ManifestEntryMissing.Found(missing.Detail));
            else
                Judge(result);
            yield return result;
        }
    }

    /// <summary>The signer's certificate; null when there is none.</summary>
    Certificate? CheckValue(XadesProperties? signed)
    {
        var candidates = Candidates(signed);
        if (XmlAlgorithms.IsHmac(signature.SignatureMethod))
            Break(XmlRule.Hmac);
        else if (XmlAlgorithms.ReadSignature(signature.SignatureMethod).Refused(out var why, out var algorithm))
            Break(SignatureRule.Algorithm, why.Sentence);
        else
            return CheckValue(algorithm, candidates, signed);
        return candidates.FirstOrDefault();
    }

    Certificate? CheckValue(SignatureAlgorithm algorithm, List<Certificate> candidates, XadesProperties? signed)
    {
        if (algorithm.IsOutdated)
            weakness = SignatureRule.Outdated.Found(algorithm.Name);
        if (SignedOctets() is not { } octets)
            return candidates.FirstOrDefault();
        if (candidates.Count == 0)
        {
            CheckBareKey(algorithm, octets);
            return null;
        }
        var signer = candidates.Take(MaxAttempts).FirstOrDefault(c =>
            !c.PublicKey.Refused(out _, out var key) && XmlAlgorithms.Verify(key, algorithm, octets, signature.Value));
        if (signer is null && candidates[0].PublicKey.Refused(out var why, out _))
            Break(PathRule.Key, candidates[0].Subject, why.Sentence);
        else if (signer is null)
            Break(XmlRule.Value);
        signer ??= candidates[0];
        if (signed is { NamesCertificate: true } && !signed.Means(signer))
            Break(XmlRule.SignerNotMeant, signer.Subject);
        return signer;
    }

    byte[]? SignedOctets()
    {
        try
        {
            var nodes = NodeSet.Of(dereference.Tree, signature.SignedInfo, withComments: true);
            return signature.CanonicalizationMethod.Write(nodes, signature.InclusivePrefixes, dereference.Budget);
        }
        catch (XmlBudgetException)
        {
            Break(XmlRule.Work, XmlBudgetException.Refusal.Sentence);
            return null;
        }
    }

    /// <summary>
    /// Those that KeyInfo carries or else names, and of them those that the signed properties mean. Where it carries some, the signer's is among them
    /// (EN 319 132-1 §6.3): another in its place is a change, though the right one may still be found elsewhere.
    /// </summary>
    List<Certificate> Candidates(XadesProperties? signed)
    {
        List<Certificate> suggested = [.. (named.Certificates.Count > 0 ? named.Certificates : atHand.Where(named.Names)).Distinct()];
        // KeyInfo may be left out, or give a name or a place where nothing is fetched from: then the key decides.
        if (suggested.Count == 0 && named.Bare is null)
            suggested = [.. atHand.Distinct()];
        if (signed is not { NamesCertificate: true })
            return suggested;
        var meant = suggested.Concat(named.Certificates.Count > 0 ? [] : atHand).Distinct().Where(signed.Means).ToList();
        return meant.Count > 0 ? meant : suggested;
    }

    /// <summary>A key alone shows that nothing was changed, and not by whom it was signed.</summary>
    void CheckBareKey(SignatureAlgorithm algorithm, byte[] octets)
    {
        if (named.Bare is not { } key)
            Break(SignatureRule.NoSigner, "KeyInfo");
        else if (XmlAlgorithms.Verify(key, algorithm, octets, signature.Value))
            findings.Add(XmlRule.BareKey.Found(key.Algorithm.Name));
        else
            Break(XmlRule.Value);
    }

    void TellCoverage(List<CheckedReference> references)
    {
        var covered = references.Where(r => r.Intact).Select(r => r.Covered).OfType<NodeSet>().ToList();
        if (IsCounterSignature(references))
        {
            extent = SignatureExtent.Indirect;
            return;
        }
        try
        {
            if (XmlCoverage.Uncovered(dereference.Tree, covered, signature.Element, dereference.Budget) is not { Count: > 0 } places)
                return;
            findings.Add(XmlRule.NotWhole.Found(string.Join(", ", places)));
            if (!CoversMessage(references))
                extent = SignatureExtent.Part;
        }
        catch (XmlBudgetException)
        {
            Break(XmlRule.Work, XmlBudgetException.Refusal.Sentence);
        }
    }

    /// <summary>
    /// Whether a message of СМЭВ is signed where it is to be: of version 2 the body of the envelope; of version 3 the one element of its name beside the
    /// element that the signature is in.
    /// </summary>
    bool CoversMessage(List<CheckedReference> references) => FormatOf(signed: null) switch
    {
        SignatureFormat.Smev2 => references.Exists(r => IsWhole(r) && r.Target == SmevSignature.Body(dereference.Tree)),
        SignatureFormat.Smev3 => references.Exists(r => IsWhole(r) && r.Target is { Parent: { } around } target
            && signature.Element.Parent?.Parent == around && around.Elements.Count(e => e.Is(target.NamespaceUri, target.LocalName)) == 1),
        _ => false,
    };

    static bool IsWhole(CheckedReference reference) => reference.Intact && !reference.Chooses && reference.Target is not null;

    /// <summary>Over other signatures, and besides over nothing but what is its own: who signs more than that signs it for himself.</summary>
    bool IsCounterSignature(List<CheckedReference> references) =>
        references.Exists(IsOverSignature)
        && references.TrueForAll(r => IsOverSignature(r) || r.Target is { } own && (own == properties?.Signed || own == signature.KeyInfo));

    static bool IsOverSignature(CheckedReference reference) => reference.Intact && reference.Target is { } target && target.IsDsig("SignatureValue");

    SignatureFormat FormatOf(XadesProperties? signed) =>
        signed is not null ? SignatureFormat.Xades
        : signature.References.Any(r => r.Transforms.Any(t => t.Algorithm == SmevTransform.Uri)) ? SignatureFormat.Smev3
        : signature.Element.Parent is { } around && around.Is(XmlNames.Wsse, "Security") ? SignatureFormat.Smev2
        : SignatureFormat.Xmldsig;

    void Break(ValidationRule rule, params object[] arguments)
    {
        findings.Add(rule.Found(arguments));
        isBroken = true;
    }
}
