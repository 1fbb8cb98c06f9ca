using Ca.Core.Certificates;
using Ca.Core.Profiles;
using Ca.Core.Requests;

namespace Ca.Core.Registration;

/// <summary>The states of an application; they only go forward.</summary>
public enum ApplicationState
{
    /// <summary>Waits for another officer.</summary>
    Submitted,
    /// <summary>May be issued.</summary>
    Approved,
    /// <summary>Ended without a certificate.</summary>
    Rejected,
    /// <summary>Ended with one.</summary>
    Issued,
}

/// <summary>A certificate application (RFC 3647 §4.1): submitted by one officer, decided by another, issued at most once.</summary>
/// <remarks>Stored as it is; <see cref="State"/> is the concurrency token, so of two decisions at once one fails.</remarks>
public sealed class CertificateApplication
{
    /// <summary>A longer reason is a letter, and belongs into one.</summary>
    public const int MaxReasonLength = 1000;

    // For the storage, which sets what it has read.
    CertificateApplication()
    {
    }

    /// <summary>Names it; not a secret.</summary>
    public Guid Id { get; private set; }

    /// <summary>Where it stands.</summary>
    public ApplicationState State { get; private set; }

    /// <summary>The certification request in DER, as evidence of possession.</summary>
    public byte[] Request { get; private set; } = null!;

    /// <summary>What is asked to be certified.</summary>
    public CertificateContent Content { get; private set; } = null!;

    /// <summary>Of <see cref="Content"/>, at submission.</summary>
    public ContentHash ContentHash { get; private set; }

    /// <summary>Who will sign, by the name the register calls it: settled before anybody approves, and never chosen anew.</summary>
    public string Issuer { get; private set; } = null!;

    /// <summary><see cref="Officer.Id"/> of the submitter.</summary>
    public string SubmittedBy { get; private set; } = null!;

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary><see cref="Officer.Id"/> of who approved or rejected it.</summary>
    public string? DecidedBy { get; private set; }

    /// <summary>When it was approved or rejected.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was rejected.</summary>
    public string? RejectionReason { get; private set; }

    /// <summary>Of the certificate it became.</summary>
    public SerialNumber? SerialNumber { get; private set; }

    /// <summary>When it became one.</summary>
    public DateTimeOffset? IssuedAt { get; private set; }

    /// <summary>A registrar lays an admitted content before the approvers.</summary>
    /// <param name="registrar">Who submits.</param>
    /// <param name="request">Has proved possession of its key.</param>
    /// <param name="content">What a profile admitted of it.</param>
    /// <param name="issuer">Who will sign.</param>
    /// <param name="now">The time from the clock.</param>
    public static Outcome<CertificateApplication> Submit(
        Officer registrar, CertificationRequest request, CertificateContent content, string issuer, DateTimeOffset now)
    {
        if (!registrar.Is(Role.Registrar))
            return new Refusal(RefusalCode.Forbidden, "Registration.registrar-submits");
        if (request.PublicKey.Identity != content.PublicKey.Identity)
            throw new ArgumentException("The content is of another request: its key is not the one whose possession is proved.", nameof(content));
        if (content.SpeaksForTheAuthority)
            return ForTheAuthorityAlone(content);
        return new CertificateApplication
        {
            Id = Guid.CreateVersion7(now),
            State = ApplicationState.Submitted,
            Request = request.Encoded.ToArray(),
            Content = content,
            ContentHash = content.Hash,
            Issuer = issuer,
            SubmittedBy = registrar.Id,
            SubmittedAt = now,
        };
    }

    /// <summary>Another officer agrees to exactly what was read.</summary>
    /// <param name="approver">Not the submitter.</param>
    /// <param name="approved">Of the content the officer has seen.</param>
    /// <param name="now">The time from the clock.</param>
    /// <returns>The refusal, or null when the application is now approved.</returns>
    public Refusal? Approve(Officer approver, ContentHash approved, DateTimeOffset now)
    {
        if (RefuseDecision(approver) is { } why)
            return why;
        if (approved != ContentHash || Content.Hash != ContentHash)
            return new(RefusalCode.Conflict, "Registration.another-content");
        Decide(ApplicationState.Approved, approver, now);
        return null;
    }

    /// <summary>Another officer ends it without a certificate.</summary>
    /// <returns>The refusal, or null when the application is now rejected.</returns>
    public Refusal? Reject(Officer approver, string reason, DateTimeOffset now)
    {
        if (RefuseDecision(approver) is { } why)
            return why;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength)
            return new(RefusalCode.Malformed, "Registration.reason-length", MaxReasonLength);
        // What turns the text around or hides in it lets the registrar read another reason than was written.
        if (HiddenCharacters.Refuse("", reason.Replace('\n', ' ')) is not null)
            return new(RefusalCode.Malformed, "Registration.reason-control");
        Decide(ApplicationState.Rejected, approver, now);
        RejectionReason = reason;
        return null;
    }

    /// <summary>The content to hand to the issuer, when it is approved and still what was approved.</summary>
    public Outcome<CertificateContent> ToIssue(Officer officer)
    {
        if (!officer.Is(Role.Registrar) && !officer.Is(Role.Approver))
            return new Refusal(RefusalCode.Forbidden, "Registration.registrar-or-approver-issues");
        if (State != ApplicationState.Approved)
            return new Refusal(RefusalCode.WrongState, "Registration.not-approved", Named(State));
        if (Content.SpeaksForTheAuthority)
            return ForTheAuthorityAlone(Content);
        return Content.Hash == ContentHash ? Content : new Refusal(RefusalCode.Conflict, "Registration.another-content");
    }

    /// <summary>Its certificate is made.</summary>
    /// <returns>The refusal, or null when the application is now issued.</returns>
    public Refusal? MarkIssued(Certificate certificate, DateTimeOffset now)
    {
        if (State != ApplicationState.Approved)
            return new(RefusalCode.WrongState, "Registration.not-approved", Named(State));
        if (!certificate.SubjectPublicKeyInfo.Span.SequenceEqual(Content.PublicKey.SubjectPublicKeyInfo.Span))
            throw new ArgumentException("The certificate is of another application: its key is not the one applied for.", nameof(certificate));
        State = ApplicationState.Issued;
        SerialNumber = certificate.SerialNumber;
        IssuedAt = now;
        return null;
    }

    /// <summary>Why content that <see cref="CertificateContent.SpeaksForTheAuthority"/> is not applied for.</summary>
    public static Refusal ForTheAuthorityAlone(CertificateContent content) =>
        new(RefusalCode.NotAllowed, "Registration.speaks-for-the-authority", content.Profile.Name);

    Refusal? RefuseDecision(Officer approver)
    {
        if (!approver.Is(Role.Approver))
            return new(RefusalCode.Forbidden, "Registration.approver-decides");
        // Whoever submits does not decide, not even to reject: one pair of eyes is one pair of eyes (the abuses of 2019 began with one employee who did all).
        if (approver.Id == SubmittedBy)
            return new(RefusalCode.Forbidden, "Registration.another-officer-decides");
        return State == ApplicationState.Submitted ? null : new(RefusalCode.WrongState, "Registration.already-decided", Named(State));
    }

    void Decide(ApplicationState state, Officer approver, DateTimeOffset now)
    {
        State = state;
        DecidedBy = approver.Id;
        DecidedAt = now;
    }

    static Sentence Named(ApplicationState state) => state switch
    {
        ApplicationState.Submitted => new("Registration.submitted"),
        ApplicationState.Approved => new("Registration.approved"),
        ApplicationState.Rejected => new("Registration.rejected"),
        _ => new("Registration.issued"),
    };
}
