namespace Ca.Core.Xml;

/// <summary>What the work over one file may cost, in steps and in octets written, whatever the file asks for.</summary>
sealed class XmlBudget
{
    /// <summary>
    /// A step takes 2 ns where nodes are written and up to 50 where XPath goes from one to the next. To read, write and report on the largest
    /// document eight times takes 40 million.
    /// </summary>
    const long MaxSteps = 40_000_000;

    /// <summary>
    /// Exclusive canonicalization writes a namespace wherever it is used, so a long URI grows a document without bound. Eight readings of
    /// the largest document are more than any signed file needs, and sixty-four of a small one.
    /// </summary>
    const long MaxOctetsWritten = 8L * XmlTree.MaxOctets;

    const int MaxReadings = 64;

    const long AnyOctets = 1024 * 1024;

    readonly long octetsAllowed;
    long steps;
    long octets;

    /// <param name="octetsRead">How many the file has, and those beside it that are read for it.</param>
    public XmlBudget(long octetsRead = XmlTree.MaxOctets) => octetsAllowed = Math.Min(MaxOctetsWritten, MaxReadings * octetsRead + AnyOctets);

    public void Spend(long count)
    {
        if ((steps += count) > MaxSteps)
            throw new XmlBudgetException();
    }

    public void Write(long count)
    {
        if ((octets += count) > octetsAllowed)
            throw new XmlBudgetException();
    }
}

/// <summary>The budget is spent; caught where an outcome is made.</summary>
#pragma warning disable CA1032, CA1064 // Never leaves this assembly, and says nothing but that.
sealed class XmlBudgetException : Exception
{
    public static Refusal Refusal { get; } = new(RefusalCode.TooLarge, "Xml.too-much-work");
}
#pragma warning restore CA1032, CA1064
