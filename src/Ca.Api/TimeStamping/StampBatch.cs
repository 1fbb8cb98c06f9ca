using System.Globalization;
using System.Security.Cryptography;
using Ca.Core.Audit;
using Ca.Core.TimeStamping;

namespace Ca.Api.TimeStamping;

/// <summary>
/// What the audit log will say of the time-stamps since its last event about them: however many, it is one event, and whoever keeps tokens can
/// show by the hash which there were.
/// </summary>
/// <remarks>Safe to use from several threads at once.</remarks>
sealed class StampBatch(string issuer) : IDisposable
{
    readonly Lock gate = new();
    readonly IncrementalHash serials = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long count;
    IssuedTimeStamp? first, last;

    public void Add(IssuedTimeStamp stamp)
    {
        lock (gate)
        {
            serials.AppendData(stamp.SerialNumber.Octets);
            count++;
            first ??= stamp;
            last = stamp;
        }
    }

    /// <summary>The event, and an empty batch after it; null when nothing was stamped.</summary>
    public AuditEntry? Take(DateTimeOffset now)
    {
        lock (gate)
        {
            if (first is null || last is null)
                return null;
            var entry = new AuditEntry
            {
                Time = now,
                Actor = "service",
                Act = AuditAct.TimeStampsIssued,
                Target = $"time-stamps:{issuer}",
                Facts = new Dictionary<string, string>
                {
                    ["count"] = count.ToString(CultureInfo.InvariantCulture),
                    ["first"] = first.SerialNumber.Hex,
                    ["firstTime"] = $"{first.Time:yyyy-MM-dd'T'HH:mm:ss'Z'}",
                    ["last"] = last.SerialNumber.Hex,
                    ["lastTime"] = $"{last.Time:yyyy-MM-dd'T'HH:mm:ss'Z'}",
                    // Over the octets of the serial numbers in the order of this event.
                    ["serials"] = Convert.ToHexStringLower(serials.GetHashAndReset()),
                },
            };
            (count, first, last) = (0, null, null);
            return entry;
        }
    }

    public void Dispose() => serials.Dispose();
}
