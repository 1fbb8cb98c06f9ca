using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Ca.Api.Hosting;

namespace Ca.Api.Status;

/// <summary>
/// Keeps every issuer's list young: at the start, on schedule, at once after a revocation, and again every minute where that failed.
/// A list that nobody renews because nobody was revoked is how authorities go dark (hashicorp/vault pull request 16762).
/// </summary>
sealed class RevocationListPublisher(RevocationLists lists, TimeProvider time, ILogger<RevocationListPublisher> log) : BackgroundService
{
    static readonly Counter<long> Published = Metrics.Meter.CreateCounter<long>("ca.crl.published");
    static readonly Counter<long> Failed = Metrics.Meter.CreateCounter<long>("ca.crl.failed");
    static readonly Histogram<double> Took = Metrics.Meter.CreateHistogram<double>("ca.crl.duration", "s");

    /// <summary>After a list rest four times as long as it took, so that a storm of revocations costs a fifth of one processor.</summary>
    const int Rest = 4;

    // One wish waits at most, whoever else wishes meanwhile.
    readonly Dictionary<string, Channel<object>> wishes = lists.All.ToDictionary(
        list => list.Issuer,
        _ => Channel.CreateBounded<object>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    /// <summary>A revocation or a release has been committed: the next list follows at once. Wishes that come meanwhile share one list.</summary>
    public void PublishSoon(string issuer)
    {
        if (!wishes.TryGetValue(issuer, out var wish) || !lists.TryGet(issuer, out var list))
            return;
        list.Want(time.GetUtcNow());
        wish.Writer.TryWrite(this);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Metrics.Meter.CreateObservableGauge("ca.crl.remaining", Remaining, "s");
        return Task.WhenAll(lists.All.Select(list => Task.Run(() => KeepYoung(list, stoppingToken), stoppingToken)));
    }

    async Task KeepYoung(IssuerRevocationList list, CancellationToken stopping)
    {
        var wish = wishes[list.Issuer].Reader;
        // The last process may have died between a revocation and its list.
        var wanted = true;
        while (true)
        {
            while (!wanted && !list.IsDue(time.GetUtcNow()))
                wanted = await Wished(wish, stopping);
            var started = Stopwatch.GetTimestamp();
            wanted = !await TryPublish(list, stopping);
            await Task.Delay(Stopwatch.GetElapsedTime(started) * Rest, stopping);
            // What failed is tried again, and not in a hurry.
            if (wanted)
                await Wished(wish, stopping);
        }
    }

    /// <summary>Whether someone wished for a list; false when it is time for the watchdog to look.</summary>
    async Task<bool> Wished(ChannelReader<object> wish, CancellationToken stopping)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var timer = time.CreateTimer(_ => watch.Cancel(), null, RevocationListSchedule.Watch, Timeout.InfiniteTimeSpan);
        try
        {
            await wish.ReadAsync(watch.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    async Task<bool> TryPublish(IssuerRevocationList list, CancellationToken stopping)
    {
        var tag = new KeyValuePair<string, object?>("issuer", list.Issuer);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var now = time.GetUtcNow();
            if (await list.Publish(now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerSecond)), stopping) is { } why)
            {
                log.LogError("The revocation list of {Issuer} was not renewed: {Refusal}", list.Issuer, why.ToString());
                Failed.Add(1, tag);
                return false;
            }
            log.LogInformation("The revocation list of {Issuer} was renewed: number {Number}", list.Issuer, list.Published?.Number.ToString(null, null));
            Published.Add(1, tag);
            Took.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tag);
            return true;
        }
        // Here is the edge: whatever stopped this list, the next attempt has to be made, and the lists of others have to go on.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "The revocation list of {Issuer} was not renewed", list.Issuer);
            Failed.Add(1, tag);
            return false;
        }
    }

    IEnumerable<Measurement<double>> Remaining() => lists.All.Select(list => new Measurement<double>(
        ((list.Published?.NextUpdate ?? time.GetUtcNow()) - time.GetUtcNow()).TotalSeconds, new KeyValuePair<string, object?>("issuer", list.Issuer)));
}
