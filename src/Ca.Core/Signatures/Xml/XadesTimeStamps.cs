using Ca.Core.Keys;
using Ca.Core.TimeStamping;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>The time-stamps of XAdES and the octets that each is over (EN 319 132-1 §5.2.8, §5.3, §5.5; for the older forms TS 101 903 V1.3.2 §7).</summary>
sealed class XadesTimeStamps(XmlSignature signature, XadesProperties properties, IReadOnlyList<CheckedReference> references, XmlDereference dereference)
{
    const int MaxTimeStamps = 64;

    readonly Dictionary<TimeStampClaim, ElementNode> places = new(ReferenceEqualityComparer.Instance);

    /// <summary>In the order of the document: those over the content, then the unsigned ones.</summary>
    public IReadOnlyList<TimeStampClaim> Claims => [.. properties.Contents.Concat(properties.Unsigned).SelectMany(ClaimsOf).Take(MaxTimeStamps)];

    /// <summary>What a time-stamp that stands in the document is over, hashed; null when that cannot be made out.</summary>
    public byte[]? Imprint(ElementNode stamp, DigestAlgorithm digest) => What(stamp) is var (_, write) ? Imprint(stamp, digest, write) : null;

    (TimeStampKind Kind, Action<Covered> Write)? What(ElementNode stamp) => stamp.LocalName switch
    {
        "AllDataObjectsTimeStamp" => (TimeStampKind.Content, o => WriteContents(o, stamp, _ => true)),
        "IndividualDataObjectsTimeStamp" => (TimeStampKind.Content, o => WriteContents(o, stamp, Included(stamp))),
        "SignatureTimeStamp" => (TimeStampKind.Signature, o => o.Write(signature.ValueElement)),
        "SigAndRefsTimeStamp" or "SigAndRefsTimeStampV2" => (TimeStampKind.SignatureAndReferences, o => WriteReferences(o, Before(stamp), withSignature: true)),
        "RefsOnlyTimeStamp" or "RefsOnlyTimeStampV2" => (TimeStampKind.References, o => WriteReferences(o, Before(stamp), withSignature: false)),
        "ArchiveTimeStamp" => (TimeStampKind.Archive, o => WriteEverything(o, Before(stamp), stamp.NamespaceUri == XmlNames.Xades141)),
        _ => null,
    };

    IEnumerable<ElementNode> Before(ElementNode stamp) => properties.Unsigned.TakeWhile(p => p != stamp);

    IEnumerable<TimeStampClaim> ClaimsOf(ElementNode stamp)
    {
        if (What(stamp) is not var (kind, write) || kind == TimeStampKind.Content != properties.Contents.Contains(stamp))
            yield break;
        foreach (var token in stamp.Elements.Where(e => e.Is(XmlNames.Xades, "EncapsulatedTimeStamp")))
        {
            var claim = new TimeStampClaim(
                kind,
                token.Octets() is { } octets ? TimeStampToken.Parse(octets) : new Refusal(RefusalCode.Malformed, "Signatures.xml-malformed", token.LocalName),
                t => t.Digest.Refused(out _, out var digest) ? null : Imprint(stamp, digest, write))
            {
                Covers = other => places.TryGetValue(other, out var place) && Covers(stamp, place),
            };
            places.Add(claim, stamp);
            yield return claim;
        }
    }

    /// <summary>Whether a time-stamp is over another: what is signed is, and of the unsigned ones those that stand before it and are of what it is over.</summary>
    bool Covers(ElementNode stamp, ElementNode other) => properties.Contents.Contains(other) || Before(stamp).Contains(other) && stamp.LocalName switch
    {
        "ArchiveTimeStamp" => true,
        "SigAndRefsTimeStamp" or "SigAndRefsTimeStampV2" => other.LocalName == "SignatureTimeStamp",
        _ => false,
    };

    byte[]? Imprint(ElementNode stamp, DigestAlgorithm digest, Action<Covered> write)
    {
        var method = CanonicalizationMethod.Inclusive;
        if (stamp.Dsigs("CanonicalizationMethod").FirstOrDefault() is { } named
            && CanonicalizationMethod.Parse(named.Attribute("Algorithm") ?? "").Refused(out _, out method))
            return null;
        try
        {
            using var covered = new Covered(dereference, method, digest);
            write(covered);
            return covered.Digest();
        }
        catch (XmlBudgetException)
        {
            return null;
        }
    }

    /// <summary>The data objects, and not the signed properties, in which the time-stamp itself stands.</summary>
    void WriteContents(Covered covered, ElementNode stamp, Func<XmlReference, bool> isMeant)
    {
        foreach (var reference in references)
            if (reference.Target?.Contains(stamp) != true && isMeant(reference.Source))
                covered.Write(reference);
    }

    static Func<XmlReference, bool> Included(ElementNode stamp)
    {
        var uris = stamp.Elements.Where(e => e.Is(XmlNames.Xades, "Include")).Select(e => e.Attribute("URI")).ToHashSet();
        return reference => reference.Id is { } id && uris.Contains("#" + id);
    }

    void WriteReferences(Covered covered, IEnumerable<ElementNode> before, bool withSignature)
    {
        if (withSignature)
            covered.Write(signature.ValueElement);
        foreach (var property in before)
            if (property.LocalName.StartsWith("Complete", StringComparison.Ordinal) || property.LocalName.StartsWith("Attribute", StringComparison.Ordinal) && property.LocalName.Contains("Refs", StringComparison.Ordinal)
                || withSignature && property.LocalName == "SignatureTimeStamp")
                covered.Write(property);
    }

    /// <summary>
    /// ArchiveTimeStamp: what was signed, the signature, the properties before it and the other objects; in its first form (TS 101 903 V1.3.2)
    /// not those objects that a reference names and that were written with it.
    /// </summary>
    void WriteEverything(Covered covered, IEnumerable<ElementNode> before, bool isOf141)
    {
        foreach (var reference in references)
            covered.Write(reference);
        covered.Write(signature.SignedInfo);
        covered.Write(signature.ValueElement);
        if (signature.KeyInfo is { } keyInfo)
            covered.Write(keyInfo);
        foreach (var property in before)
            covered.Write(property);
        foreach (var carried in signature.Objects)
            if (!carried.Contains(properties.Signed) && (isOf141 || !references.Any(r => r.Target is { } target && carried.Contains(target))))
                covered.Write(carried);
    }

    /// <summary>Octets one after another, in one canonical form, hashed as they come.</summary>
    sealed class Covered(XmlDereference dereference, CanonicalizationMethod method, DigestAlgorithm algorithm) : IDisposable
    {
        readonly RunningDigest digest = algorithm.Begin();
        bool isIncomplete;

        public void Write(ElementNode element) => Write(NodeSet.Of(dereference.Tree, element, withComments: true));

        /// <summary>What the last transform gave: nodes in this canonical form, octets as they are.</summary>
        public void Write(CheckedReference reference)
        {
            if (reference.Data is { Nodes: { } nodes })
                Write(nodes);
            else if (reference.Data is { } data)
                Write(data.Octets.Span);
            else if (reference.File?.Open() is { } file)
                Write(file);
            else
                isIncomplete = true;
        }

        /// <summary>Null when something of it is not at hand: what is left is not what was stamped.</summary>
        public byte[]? Digest() => isIncomplete ? null : digest.Finish();

        public void Dispose() => digest.Dispose();

        void Write(NodeSet nodes) => digest.Append(method.Write(nodes, [], dereference.Budget));

        void Write(ReadOnlySpan<byte> octets)
        {
            dereference.Budget.Write(octets.Length);
            digest.Append(octets);
        }

        void Write(Stream file)
        {
            dereference.Budget.Write(file.Length);
            digest.Append(file);
        }
    }
}
