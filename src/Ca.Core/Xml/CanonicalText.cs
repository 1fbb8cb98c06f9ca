using System.Buffers;
using System.Text;

namespace Ca.Core.Xml;

/// <summary>The octets of a canonical form as they grow.</summary>
sealed class CanonicalText(XmlBudget budget)
{
    static readonly SearchValues<char> InText = SearchValues.Create("&<>\r");
    static readonly SearchValues<char> InAttribute = SearchValues.Create("&<\"\t\n\r");

    readonly ArrayBufferWriter<byte> octets = new();

    public byte[] ToArray() => octets.WrittenSpan.ToArray();

    public void Write(ReadOnlySpan<char> text)
    {
        budget.Write(text.Length);
        Encoding.UTF8.GetBytes(text, octets);
    }

    /// <summary>Canonical XML §2.3, text nodes.</summary>
    public void WriteText(string text) => WriteEscaped(text, InText);

    /// <summary>Canonical XML §2.3, attribute nodes; the quotes too.</summary>
    public void WriteAttribute(string prefix, string localName, string value)
    {
        Write(" ");
        WriteName(prefix, localName);
        Write("=\"");
        WriteEscaped(value, InAttribute);
        Write("\"");
    }

    public void WriteNamespace(string prefix, string uri)
    {
        if (prefix.Length == 0)
            WriteAttribute("", "xmlns", uri);
        else
            WriteAttribute("xmlns", prefix, uri);
    }

    public void WriteName(string prefix, string localName)
    {
        if (prefix.Length > 0)
        {
            Write(prefix);
            Write(":");
        }
        Write(localName);
    }

    void WriteEscaped(ReadOnlySpan<char> rest, SearchValues<char> special)
    {
        for (int at; (at = rest.IndexOfAny(special)) >= 0; rest = rest[(at + 1)..])
        {
            Write(rest[..at]);
            Write(rest[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\t' => "&#x9;",
                '\n' => "&#xA;",
                _ => "&#xD;",
            });
        }
        Write(rest);
    }
}

/// <summary>By Unicode code points, as the recommendations sort; ordinal comparison of .NET goes by UTF-16, where U+FFFD comes after U+10000.</summary>
sealed class CodePointOrder : IComparer<string>
{
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x!.Length || common == y!.Length)
            return x.Length.CompareTo(y!.Length);
        return Rank(x[common]).CompareTo(Rank(y[common]));
    }

    static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
