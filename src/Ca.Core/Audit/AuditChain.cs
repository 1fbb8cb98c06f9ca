namespace Ca.Core.Audit;

/// <summary>Checks that a log is what was written: nothing changed, removed, put in another order or cut off.</summary>
public static class AuditChain
{
    /// <summary>Checks a log from its first event on.</summary>
    /// <param name="lines">One event each, as <see cref="AuditEvent.ToLine"/> writes them; read one at a time.</param>
    /// <param name="kept">
    /// A head that was kept outside of the log. Without one a log whose end was cut off, or which was rewritten whole,
    /// looks like a good shorter one: no chain can tell by itself.
    /// </param>
    /// <returns>How far the log reaches: to be kept for the next time.</returns>
    public static Outcome<AuditHead> Verify(IEnumerable<string> lines, AuditHead? kept = null)
    {
        var head = AuditHead.Empty;
        foreach (var line in lines)
        {
            if (AuditEvent.Parse(line).Refused(out var why, out var read))
                return new Refusal(why.Code, "Audit.bad-line", head.Sequence + 1, why.Sentence);
            if (Follow(head, read) is { } broken)
                return broken;
            head = read.Head;
            if (head.Sequence == kept?.Sequence && head != kept)
                return new Refusal(RefusalCode.NotAllowed, "Audit.other-than-kept", kept.Sequence);
        }
        return kept is not null && head.Sequence < kept.Sequence
            ? new Refusal(RefusalCode.NotAllowed, "Audit.cut-off", head.Sequence, kept.Sequence)
            : head;
    }

    /// <summary>Why this event cannot stand behind that head, or null when it can.</summary>
    public static Refusal? Follow(AuditHead head, AuditEvent next)
    {
        if (next.Sequence != head.Sequence + 1)
            return new(RefusalCode.NotAllowed, "Audit.out-of-order", head.Sequence + 1, next.Sequence);
        if (next.Previous != head.Hash)
            return new(RefusalCode.NotAllowed, "Audit.broken-link", next.Sequence);
        return next.Hash == next.ComputeHash() ? null : new(RefusalCode.NotAllowed, "Audit.changed", next.Sequence);
    }
}
