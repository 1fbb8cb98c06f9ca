namespace Ca.Core;

/// <summary>Why we said no, in words that are safe to show to whoever asked.</summary>
/// <param name="Code">What kind of no it is; decides the HTTP status and the problem's <c>type</c>.</param>
/// <param name="Sentence">What to do about it, in Russian and English.</param>
public sealed record Refusal(RefusalCode Code, Sentence Sentence)
{
    /// <summary>A refusal whose sentence stands in a resource file: see <see cref="Ca.Core.Sentence"/>.</summary>
    public Refusal(RefusalCode code, string key, params object[] arguments)
        : this(code, new Sentence(key, arguments))
    {
    }

    /// <summary>The code and the English sentence, for logs and tests.</summary>
    public override string ToString() => $"{Code}: {Sentence}";
}

/// <summary>The kinds of no. A closed list: the shells map each to a status, and callers may branch on it.</summary>
public enum RefusalCode
{
    /// <summary>The bytes are not what they should be: syntax, encoding, a broken structure.</summary>
    Malformed,

    /// <summary>The input is larger, deeper or longer than we read.</summary>
    TooLarge,

    /// <summary>Well formed, but an algorithm, version or feature that we do not take.</summary>
    Unsupported,

    /// <summary>A signature that had to be good is not: no possession of the key is proved.</summary>
    BadSignature,

    /// <summary>A key that the key policy does not accept.</summary>
    UnacceptableKey,

    /// <summary>The profile, a rule of a standard or the policy does not allow it.</summary>
    NotAllowed,

    /// <summary>This officer may not do this, now or ever.</summary>
    Forbidden,

    /// <summary>The object is in another state than the act needs.</summary>
    WrongState,

    /// <summary>Somebody else changed it meanwhile, or the same key was used for something else.</summary>
    Conflict,

    /// <summary>There is no such object.</summary>
    NotFound,

    /// <summary>The act is not possible at this time: not yet valid, expired, a clock that jumped.</summary>
    OutOfTime,

    /// <summary>The authority has stopped itself or is not configured; an administrator has to act.</summary>
    Unavailable,

    /// <summary>A passphrase, a PIN or a credential is wrong.</summary>
    BadCredential,

    /// <summary>The same asker has had as much of it as may be had for now.</summary>
    TooOften,
}
