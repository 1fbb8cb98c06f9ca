namespace Ca.Core.TimeStamping;

/// <summary>PKIFailureInfo (RFC 3161 §2.4.2): why there is no time-stamp. The value is the number of the bit.</summary>
public enum TimeStampFailure
{
    /// <summary>badAlg: a hash that is not known here, or not taken.</summary>
    BadAlgorithm = 0,
    /// <summary>badRequest: what is asked for is not to be had here.</summary>
    BadRequest = 2,
    /// <summary>badDataFormat: the bytes are no request, or too many, or the hash has not the length of its algorithm.</summary>
    BadDataFormat = 5,
    /// <summary>timeNotAvailable: the clock cannot be trusted at the moment.</summary>
    TimeNotAvailable = 14,
    /// <summary>unacceptedPolicy: a policy that is not this authority's.</summary>
    UnacceptedPolicy = 15,
    /// <summary>unacceptedExtension: any, critical or not (§2.4.1).</summary>
    UnacceptedExtension = 16,
    /// <summary>addInfoNotAvailable.</summary>
    AdditionalInformationNotAvailable = 17,
    /// <summary>systemFailure: an administrator has to act.</summary>
    SystemFailure = 25,
}

/// <summary>A refusal in the form that RFC 3161 has for it.</summary>
/// <param name="Failure">For machines.</param>
/// <param name="Why">For people; goes into statusString.</param>
public sealed record TimeStampRejection(TimeStampFailure Failure, Sentence Why)
{
    /// <summary>Of bytes that <see cref="TimeStampRequest.Parse"/> refused: a version that we do not know is a bad request, all else bad data.</summary>
    public static TimeStampRejection Of(Refusal unread) =>
        new(unread.Code == RefusalCode.Unsupported ? TimeStampFailure.BadRequest : TimeStampFailure.BadDataFormat, unread.Sentence);

    /// <summary>The failure and the English sentence, for logs and tests.</summary>
    public override string ToString() => $"{Failure}: {Why}";
}
