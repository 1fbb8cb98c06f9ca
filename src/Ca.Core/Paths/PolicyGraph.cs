using Ca.Core.Asn1;

namespace Ca.Core.Paths;

/// <summary>
/// valid_policy_tree of RFC 5280 §6.1 as the graph of RFC 9618: one node for a policy at each depth, with several parents. As a tree
/// it doubles with every certificate that maps policies, and a path of some dozens fills the memory (CVE-2023-0464).
/// </summary>
sealed class PolicyGraph
{
    readonly List<Dictionary<string, Node>> levels = [new() { [Oids.AnyPolicy] = new(Oids.AnyPolicy, []) }];

    /// <summary>NULL: no policy is left.</summary>
    public bool IsNull { get; private set; }

    /// <summary>§6.1.3 (d) and (e).</summary>
    /// <param name="policies">Of the certificate; null when it has no such extension.</param>
    /// <param name="anyPolicyCounts">inhibit_anyPolicy is above 0, or an intermediate certificate is self-issued.</param>
    public void Descend(IReadOnlyCollection<string>? policies, bool anyPolicyCounts)
    {
        if (policies is null)
            IsNull = true;
        if (IsNull)
            return;

        var above = levels[^1];
        var expecting = above.Values.SelectMany(node => node.Expected.Select(policy => (policy, node)))
            .GroupBy(pair => pair.policy, pair => pair.node)
            .ToDictionary(group => group.Key, group => group.ToList());
        var level = new Dictionary<string, Node>();
        foreach (var policy in policies!.Where(p => p != Oids.AnyPolicy))
            if (expecting.TryGetValue(policy, out var parents))
                level[policy] = new(policy, parents);
            else if (above.TryGetValue(Oids.AnyPolicy, out var any))
                level[policy] = new(policy, [any]);
        if (anyPolicyCounts && policies!.Contains(Oids.AnyPolicy))
            foreach (var (policy, parents) in expecting)
                level.TryAdd(policy, new(policy, parents));

        levels.Add(level);
        IsNull = level.Count == 0;
    }

    /// <summary>§6.1.4 (b)(1): the policies below are known by other names.</summary>
    public void Map(ILookup<string, string> mappings)
    {
        if (IsNull)
            return;
        var level = levels[^1];
        foreach (var mapping in mappings)
            if (level.TryGetValue(mapping.Key, out var node))
                node.Expected = [.. mapping];
            else if (level.TryGetValue(Oids.AnyPolicy, out var any))
                level[mapping.Key] = new(mapping.Key, any.Parents) { Expected = [.. mapping] };
    }

    /// <summary>§6.1.4 (b)(2): mapping is inhibited, so what is mapped ends here.</summary>
    public void Drop(ILookup<string, string> mappings)
    {
        if (IsNull)
            return;
        foreach (var mapping in mappings)
            levels[^1].Remove(mapping.Key);
        IsNull = levels[^1].Count == 0;
    }

    /// <summary>§6.1.5 (g): the policies, in the anchor's domain, that hold along the whole path and that the user asks for.</summary>
    public IReadOnlySet<string> Intersect(IReadOnlySet<string> initial)
    {
        if (IsNull)
            return new HashSet<string>();
        var askedForAny = initial.Contains(Oids.AnyPolicy);
        var valid = Ancestry(levels[^1].Values)
            .Where(n => n.Policy != Oids.AnyPolicy && n.Parents.Any(p => p.Policy == Oids.AnyPolicy))
            .Select(n => n.Policy)
            .Where(p => askedForAny || initial.Contains(p))
            .ToHashSet();
        if (levels[^1].ContainsKey(Oids.AnyPolicy))
            valid.UnionWith(initial);
        return valid;
    }

    /// <summary>The nodes and all above them. A node without descendants at the last depth is never reached, which prunes it.</summary>
    static HashSet<Node> Ancestry(IEnumerable<Node> nodes)
    {
        var reached = new HashSet<Node>();
        var open = new Stack<Node>(nodes);
        while (open.TryPop(out var node))
            if (reached.Add(node))
                foreach (var parent in node.Parents)
                    open.Push(parent);
        return reached;
    }

    sealed class Node(string policy, IReadOnlyList<Node> parents)
    {
        public string Policy => policy;

        public IReadOnlyList<Node> Parents => parents;

        public HashSet<string> Expected { get; set; } = [policy];
    }
}
