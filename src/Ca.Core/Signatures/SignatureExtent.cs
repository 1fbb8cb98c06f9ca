namespace Ca.Core.Signatures;

/// <summary>How much of what was sent a signature is over: what a service acts on has to be among it.</summary>
public enum SignatureExtent
{
    /// <summary>All: the content, the document, each file beside it or in the container; of a message of СМЭВ the element that its place is for.</summary>
    Whole,
    /// <summary>A part. What it leaves out is told among the findings, or has been filled in after signing.</summary>
    Part,
    /// <summary>None of it: another signature, or it is a time-stamp, which nobody has signed with.</summary>
    Indirect,
}
