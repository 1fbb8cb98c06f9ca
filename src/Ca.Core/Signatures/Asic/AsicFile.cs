using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Signatures.Cms;
using Ca.Core.Signatures.Xml;
using Ca.Core.TimeStamping;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Asic;

/// <summary>
/// A container with signatures. Of CAdES: over one file (ASiC-S, ETSI EN 319 162-1 §4.3), or over a manifest that lists files with their hashes
/// (ASiC-E, §4.4); time-stamps over a manifest count for the signatures that it lists (annex A.7). Of XAdES: over files by name (§4.3.3.2, §4.4.3),
/// which is also how OpenDocument is signed. Where nobody has signed and there are time-stamps (§4.3.3.3, §4.4.4), they are reported themselves.
/// </summary>
static class AsicFile
{
    /// <summary>Signatures, as in one CMS; a hundred files of one signature each would pass by that bound otherwise.</summary>
    const int MaxSignatures = CmsSignedData.MaxSigners;

    /// <summary>As many as there may be in one signature.</summary>
    const int MaxTimeStamps = CadesTimeStamps.MaxCount;

    /// <summary>Files that a signature without a manifest is tried upon.</summary>
    const int MaxCandidates = 16;

    public static Outcome<CheckedFile> Check(SignedFile file, PathMaterial material) =>
        AsicContainer.Read(file.Octets).Then(container => Check(container, material));

    static Outcome<CheckedFile> Check(AsicContainer container, PathMaterial material)
    {
        var manifests = container.InFolder(n => Begins(n, "ASiC") && Ends(n, ".xml"))
            .Select(n => AsicManifest.Read(n, container.Files[n])).OfType<AsicManifest>().ToList();
        var stamps = manifests.Where(m => Ends(m.Signature, ".tst")).Take(MaxTimeStamps).ToList();
        var contents = container.Files.Keys.Select(name => SignedContent.Of(container.Open(name), name)).ToList();
        var beside = new XmlContents(contents);
        var budget = new XmlBudget(beside.Octets);
        var signatures = new List<CheckedSignature>();
        var carried = CarriedMaterial.None;
        var why = new Refusal(RefusalCode.NotFound, "Signatures.no-signature-in-container");
        var names = container.InFolder(n => Ends(n, ".p7s") || n.Contains("signatures", StringComparison.OrdinalIgnoreCase) && Ends(n, ".xml") && !Begins(n, "ASiC")).ToList();
        foreach (var name in names)
        {
            if (signatures.Count >= MaxSignatures)
                return new Refusal(RefusalCode.TooLarge, "Cms.too-many-signers", MaxSignatures);
            var manifest = manifests.Find(m => m.Signature == name);
            if (Read(name, manifest).Refused(out var no, out var read))
            {
                why = no;
                continue;
            }
            carried = carried.With(read.Carried);
            signatures.AddRange(read.Signatures.Select(s =>
                s.Extent == SignatureExtent.Indirect ? s : Complete(s, container, manifest, stamps.Where(m => m.Lists(name)))));
        }
        // Not in the place of a signature that is there and cannot be read.
        if (names.Count == 0)
            signatures.AddRange(TimeStamps(container, manifests, stamps));
        return signatures.Count > 0 ? new CheckedFile(signatures, carried) : why;

        Outcome<CheckedFile> Read(string name, AsicManifest? manifest) => Ends(name, ".xml")
            ? XmlFile.Check(container.Files[name], beside, material, budget)
            : CmsSignedData.Parse(container.Files[name]).Then<CheckedFile>(signed => CmsFile.Check(signed, ContentOf(container, signed, manifest, contents), material));
    }

    /// <summary>Every time-stamp of the container that can be read, over its manifest or, without one, over the one file that has its hash.</summary>
    static IEnumerable<CheckedSignature> TimeStamps(AsicContainer container, List<AsicManifest> manifests, List<AsicManifest> stamps)
    {
        foreach (var name in container.InFolder(n => Ends(n, ".tst")).Take(MaxTimeStamps))
        {
            if (TimeStampToken.Parse(container.Files[name]).Refused(out _, out var token))
                continue;
            var manifest = manifests.Find(m => m.Signature == name);
            string[] candidates = manifest is null ? [.. container.Documents.Take(MaxCandidates)] : [manifest.Name];
            var (content, imprint) = candidates.Select(c => (c, ImprintOf(token, container, c)))
                .OrderByDescending(c => c.Item2 is not null && token.Imprint.Span.SequenceEqual(c.Item2)).FirstOrDefault();
            var (check, findings) = TimeStampJudgement.Inspect(token, imprint, []);
            var isOver = imprint is not null && token.Imprint.Span.SequenceEqual(imprint);
            yield return Complete(check with
            {
                Intact = check.Intact && isOver,
                Extent = SignatureExtent.Indirect,
                ClaimedSigningTime = token.Time,
                References = content is null ? [] : [new(content, isOver, new Sentence("Signatures.scope-file", content)) { File = content }],
                Findings = [SignatureRule.OnlyTimeStamp.Found($"{token.Time:u}"), .. findings],
            }, container, manifest, stamps.Where(m => m != manifest && m.Lists(name)));
        }
    }

    static byte[]? ImprintOf(TimeStampToken token, AsicContainer container, string file) =>
        token.Digest.Refused(out _, out var digest) ? null : container.Digest(file, digest);

    /// <summary>The manifest that names the signature; where none does, the one file that is there.</summary>
    static CmsContent ContentOf(AsicContainer container, CmsSignedData signed, AsicManifest? manifest, IReadOnlyList<SignedContent> contents)
    {
        // More files than one without a manifest: which one is meant, the hash says.
        var names = manifest is not null ? [manifest.Name] : container.Documents.Take(MaxCandidates).ToHashSet();
        return new(signed.Content, [.. contents.Where(c => names.Contains(c.Name!))]);
    }

    static CheckedSignature Complete(CheckedSignature signature, AsicContainer container, AsicManifest? manifest, IEnumerable<AsicManifest> stamps)
    {
        var findings = new List<Finding>(signature.Findings);
        var references = new List<SignedReference>(signature.References);
        var holds = signature.References.All(r => r.Intact);
        foreach (var reference in manifest?.References ?? [])
        {
            // A list that was not signed vouches for nothing.
            var isIntact = reference.IsIntact(container);
            references.Add(new(reference.File, isIntact && holds, new Sentence("Signatures.scope-file", reference.File)) { File = reference.File });
            if (reference.DigestAlgorithm is null)
                findings.Add(SignatureRule.ReferenceDigest.Found(reference.File, reference.Algorithm));
            else if (!container.Files.ContainsKey(reference.File))
                findings.Add(SignatureRule.ReferenceMissing.Found(reference.File));
            else if (!isIntact)
                findings.Add(SignatureRule.ReferenceChanged.Found(reference.File));
        }
        var unsigned = container.Documents.Except(references.Select(r => r.File)).ToList();
        if (unsigned.Count > 0)
            findings.Add(SignatureRule.UnsignedFiles.Found(unsigned.Count, string.Join(", ", unsigned.Take(10))));
        if (container.MediaType != AsicContainer.MediaTypeOf(AsicKind.Simple) && container.MediaType != AsicContainer.MediaTypeOf(AsicKind.Extended))
            findings.Add(SignatureRule.ContainerType.Found(container.MediaType is { Length: > 0 } said ? said : "-"));
        var claims = ClaimsOf(stamps, container);
        var weak = manifest?.References.FirstOrDefault(r => r.DigestAlgorithm == Keys.DigestAlgorithm.Sha1);
        return signature with
        {
            Intact = signature.Intact && references.TrueForAll(r => r.Intact),
            References = references,
            Findings = findings,
            Extent = unsigned.Count > 0 && signature.Extent == SignatureExtent.Whole ? SignatureExtent.Part : signature.Extent,
            TimeStamps = [.. signature.TimeStamps, .. claims],
            Level = claims.Count > 0 && signature.Level >= SignatureLevel.LongTerm ? SignatureLevel.Archived : signature.Level,
            Weakness = signature.Weakness ?? (weak is null ? null : SignatureRule.Outdated.Found(Keys.DigestAlgorithm.Sha1.Name)),
        };
    }

    static bool Begins(string name, string with) => name.StartsWith(with, StringComparison.OrdinalIgnoreCase);

    static bool Ends(string name, string with) => name.EndsWith(with, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Over a manifest, and by it over the files as they are: one that has changed leaves the time-stamp without a hold. Of the other time-stamps it is
    /// over those inside the signature, whose file it lists, and over those whose files it lists.
    /// </summary>
    static List<TimeStampClaim> ClaimsOf(IEnumerable<AsicManifest> stamps, AsicContainer container)
    {
        var files = new Dictionary<TimeStampClaim, string>(ReferenceEqualityComparer.Instance);
        foreach (var manifest in stamps)
            files.Add(
                new(TimeStampKind.Container, TokenOf(manifest, container), stamp => manifest.References.All(r => r.IsIntact(container)) ? ImprintOf(stamp, container, manifest.Name) : null)
                {
                    Covers = other => !files.TryGetValue(other, out var file) || manifest.Lists(file),
                },
                manifest.Signature);
        return [.. files.Keys];
    }

    static Outcome<TimeStampToken> TokenOf(AsicManifest manifest, AsicContainer container) =>
        container.Files.TryGetValue(manifest.Signature, out var token) ? TimeStampToken.Parse(token) : new Refusal(RefusalCode.NotFound, "Signatures.no-file", manifest.Signature);
}
