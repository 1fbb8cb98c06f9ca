namespace Ca.Core.Xml;

/// <summary>What prefixes stand for at a place of the walk; leaving an element takes back what it set. Every step takes constant time.</summary>
sealed class ScopedNames
{
    readonly Dictionary<string, string> values = [];
    readonly Stack<(string Prefix, string? Before)> changes = new();

    /// <summary>The namespace; null for none.</summary>
    public string? this[string prefix] => values.GetValueOrDefault(prefix);

    public IReadOnlyCollection<string> Prefixes => values.Keys;

    public int Mark => changes.Count;

    public void Set(string prefix, string? uri)
    {
        changes.Push((prefix, values.GetValueOrDefault(prefix)));
        Put(prefix, uri);
    }

    public void BackTo(int mark)
    {
        while (changes.Count > mark)
        {
            var (prefix, before) = changes.Pop();
            Put(prefix, before);
        }
    }

    void Put(string prefix, string? uri)
    {
        if (string.IsNullOrEmpty(uri))
            values.Remove(prefix);
        else
            values[prefix] = uri;
    }
}
