using Ca.Core.Paths;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>What came of a reference.</summary>
/// <param name="Source">As it was read.</param>
/// <param name="Intact">Whether its hash is that of what it names.</param>
/// <param name="Scope">What it covers, in words.</param>
/// <param name="Finding">What is wrong with it; null when intact.</param>
sealed record CheckedReference(XmlReference Source, bool Intact, Sentence Scope, Finding? Finding)
{
    /// <summary>The nodes of the document that it covers; null for a file beside it.</summary>
    public NodeSet? Covered { get; init; }

    /// <summary>The element that it names, when it names one.</summary>
    public ElementNode? Target { get; init; }

    /// <summary>Whether an expression chose among the nodes, so that the element it names need not be covered.</summary>
    public bool Chooses { get; init; }

    /// <summary>What was hashed; for XAdES, whose time-stamps are over it again. Null for a file that was not transformed.</summary>
    public TransformData? Data { get; init; }

    /// <summary>The file beside the document; null for a part of it.</summary>
    public SignedContent? File { get; init; }

    public SignedReference Report => new(Source.Uri ?? "", Intact, Scope) { File = File?.Name };
}
