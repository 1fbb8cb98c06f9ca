namespace Ca.Core.Pdf;

/// <summary>
/// How much work one file may cause. A reader that follows what a file says can be led over the same octets again and again (one object
/// inside another, a million references into one string, a bomb of deflate); an honest file is read about once.
/// </summary>
sealed class PdfWork(int fileOctets)
{
    /// <summary>64 MiB of text of a page's kind have fewer; each costs about 40 octets of memory.</summary>
    const int MaxValues = 4_000_000;

    /// <summary>Comparing what a signature covered with each later revision visits every value of the file once a revision.</summary>
    const int MaxComparisons = 8_000_000;

    long octets = 4L * fileOctets + 1024 * 1024;
    long expanded = PdfFile.MaxOctets;
    int values = MaxValues;
    int comparisons = MaxComparisons;

    /// <summary>Something was left unread or uncompared because it would have been too much: what was found is not all there is.</summary>
    public bool IsSpent { get; private set; }

    public bool TakeOctets(int count) => Take(ref octets, count);

    public bool TakeValue()
    {
        if (values > 0)
        {
            values--;
            return true;
        }
        IsSpent = true;
        return false;
    }

    public bool TakeComparison()
    {
        if (comparisons > 0)
        {
            comparisons--;
            return true;
        }
        IsSpent = true;
        return false;
    }

    /// <summary>Octets that cross-reference and object streams expand to, all together.</summary>
    public bool TakeExpanded(int count) => Take(ref expanded, count);

    bool Take(ref long left, int count)
    {
        left -= count;
        if (left >= 0)
            return true;
        left = 0;
        IsSpent = true;
        return false;
    }
}
