using Ca.Core.Certificates;

namespace Ca.Core.Paths;

/// <summary>
/// Looks for a path from a certificate to a trust anchor, in every order and through every cross-certificate (RFC 4158), until
/// <see cref="PathValidator"/> accepts one. A certificate is followed upwards only after its signature was checked, so that a stranger
/// cannot send the search through certificates that merely share a name.
/// </summary>
public static class PathBuilder
{
    /// <summary>The first path that is valid, or what was wrong with the best attempt.</summary>
    public static PathVerdict Build(Certificate target, PathMaterial material, PathInputs inputs) =>
        Build(target, inputs, new PathWork(material, inputs), anchor: null);

    /// <summary>The same with work shared among several targets; with <paramref name="anchor"/>, ending at no other.</summary>
    internal static PathVerdict Build(Certificate target, PathInputs inputs, PathWork work, TrustAnchor? anchor)
    {
        var search = new Search(target, inputs, work, anchor);
        search.Extend();
        return search.Verdict;
    }

    sealed class Search
    {
        readonly Certificate target;
        readonly PathInputs inputs;
        readonly PathWork work;
        readonly IReadOnlyList<TrustAnchor> anchors;
        readonly List<Certificate> chain;
        readonly Dictionary<Certificate, List<Certificate>> issuersOf = [];
        PathVerdict? best;
        IReadOnlyList<Certificate> longest;

        public Search(Certificate target, PathInputs inputs, PathWork work, TrustAnchor? anchor)
        {
            this.target = target;
            this.inputs = inputs;
            this.work = work;
            anchors = anchor is null ? work.Anchors : [anchor];
            chain = [target];
            longest = [target];
        }

        public PathVerdict Verdict => best switch
        {
            { Path: not null } => best,
            _ when work.Exhausted || work.Truncated => new(null, longest, [PathRule.Budget.Found(target.Subject)]),
            null => new(null, longest, [WhyNoPath(longest[^1])]),
            _ => best,
        };

        /// <summary>Tries every way up from the last certificate; true when a valid path was found.</summary>
        public bool Extend()
        {
            var last = chain[^1];
            if (chain.Count > longest.Count)
                longest = [.. chain];
            foreach (var anchor in Ordered(anchors.Where(a => a.Name.Equals(last.Issuer)), a => a.Certificate, last))
                if (work.TakeCandidate() && work.IsSignedBy(last, anchor.Key) && Judge(anchor, chain))
                    return true;
            if (anchors.FirstOrDefault(a => a.Certificate.Equals(target)) is { } itself && chain.Count == 1 && Judge(itself, chain))
                return true;
            foreach (var issuer in IssuersOf(last).Where(IsNew))
            {
                if (chain.Count == work.MaxDepth)
                {
                    work.Truncate();
                    return false;
                }
                if (!work.TakeCandidate() || !IsSignedBy(last, issuer))
                    continue;
                chain.Add(issuer);
                if (Extend())
                    return true;
                chain.RemoveAt(chain.Count - 1);
            }
            return false;
        }

        /// <summary>Ordered once for each certificate, since many ways lead through one.</summary>
        List<Certificate> IssuersOf(Certificate last)
        {
            if (!issuersOf.TryGetValue(last, out var issuers))
                issuersOf[last] = issuers = [.. Ordered(work.IssuersOf(last), c => c, last)];
            return issuers;
        }

        bool Judge(TrustAnchor anchor, List<Certificate> fromTarget)
        {
            var verdict = PathValidator.Validate(anchor, [.. Enumerable.Reverse(fromTarget)], inputs, work);
            if (best is null || verdict.Path is not null || verdict.Findings.Count < best.Findings.Count)
                best = verdict;
            return verdict.Path is not null;
        }

        /// <summary>A key that is whole only together with its issuer's is known when the way up is; until then it is followed, and then the validator asks.</summary>
        bool IsSignedBy(Certificate certificate, Certificate issuer) =>
            issuer.InheritsParameters || !issuer.PublicKey.Refused(out _, out var key) && work.IsSignedBy(certificate, key);

        /// <summary>The same name and key a second time would lead nowhere new (RFC 4158 §2.4.2).</summary>
        bool IsNew(Certificate candidate) => !chain.Any(c =>
            c.Subject.Equals(candidate.Subject) && c.SubjectPublicKeyInfo.Span.SequenceEqual(candidate.SubjectPublicKeyInfo.Span));

        /// <summary>Key identifiers that match first, none next, others last: they are a hint and no proof (RFC 4158 §3.5.12).</summary>
        IEnumerable<T> Ordered<T>(IEnumerable<T> candidates, Func<T, Certificate> certificate, Certificate below) => candidates
            .OrderBy(c => (below.AuthorityKeyIdentifier?.KeyIdentifier, certificate(c).SubjectKeyIdentifier) switch
            {
                ({ } asked, { } given) => asked.Span.SequenceEqual(given.Span) ? 0 : 2,
                _ => 1,
            })
            .ThenByDescending(c => certificate(c).Validity.Includes(inputs.Time.At))
            .ThenByDescending(c => certificate(c).Validity.NotAfter);

        // What a root says of itself is under no signature that counts.
        static Finding WhyNoPath(Certificate last) => !last.IsSelfIssued && Keys.SignatureAlgorithm.ParseEvenOutdated(last.OuterSignatureAlgorithm).Refused(out var why, out _)
            ? PathRule.Algorithm.Found(last.Subject, why.Sentence)
            : PathRule.NoPath.Found(last.Subject, last.Issuer);
    }
}
