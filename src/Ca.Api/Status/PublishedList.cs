using System.Numerics;
using Ca.Core.Revocation;

namespace Ca.Api.Status;

/// <summary>What is told of the list that is published now.</summary>
sealed record PublishedList(BigInteger Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate)
{
    /// <summary>Of a list of ours; null of another, which has no number or no end.</summary>
    public static PublishedList? Of(RevocationListHeader header) => header is { Number: { } number, NextUpdate: { } nextUpdate }
        ? new(number, header.ThisUpdate, nextUpdate)
        : null;
}
