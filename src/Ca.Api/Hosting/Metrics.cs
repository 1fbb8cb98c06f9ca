using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Ca.Api.Hosting;

/// <summary>
/// <c>/metrics</c>: what System.Diagnostics.Metrics measures in this authority and in the web server, in the text form of Prometheus
/// (version 0.0.4). No exporter package: the form is forty lines, and each package in an authority has to be trusted.
/// </summary>
sealed class Metrics : IDisposable
{
    /// <summary>The meter of the authority's own instruments.</summary>
    public static Meter Meter { get; } = new("Ca");

    static readonly string[] Meters = ["Ca", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting"];

    // Seconds, since every histogram of these meters measures time.
    static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly ConcurrentDictionary<(string Name, string Labels), Series> series = new();
    readonly MeterListener listener = new();

    public Metrics()
    {
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        listener.Start();
    }

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/metrics", (Metrics metrics) => Results.Text(metrics.ToString(), "text/plain; version=0.0.4; charset=utf-8"))
        .WithTags("Operations").WithSummary("Measurements in the text form of Prometheus").Produces<string>(200, "text/plain");

    public void Dispose() => listener.Dispose();

    public override string ToString()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var named in series.GroupBy(s => s.Key.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {named.Key} {named.First().Value.Type}\n");
            foreach (var (key, one) in named.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
                one.WriteTo(text, key.Name, key.Labels);
        }
        return text.ToString();
    }

    void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => series
        .GetOrAdd((instrument.Name.Replace('.', '_').Replace('-', '_'), Labels(tags)), _ => SeriesOf(instrument))
        .Record(value);

    static Series SeriesOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Histogram" => new Histogram(),
        "Counter" or "ObservableCounter" => new Number("counter", instrument.IsObservable),
        _ => new Number("gauge", instrument.IsObservable),
    };

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{name.Replace('.', '_')}=\"{text.Replace(@"\", @"\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"");
        }
        return string.Join(',', labels);
    }

    abstract class Series(string type)
    {
        /// <summary>In Prometheus's words.</summary>
        public string Type => type;

        public abstract void Record(double value);

        public abstract void WriteTo(StringBuilder text, string name, string labels);

        protected static void Line(StringBuilder text, string name, string labels, double value) =>
            text.Append(CultureInfo.InvariantCulture, $"{name}{(labels is "" ? "" : $"{{{labels}}}")} {value}\n");
    }

    /// <summary>A sum of what is added, or the last value that an observable instrument gave.</summary>
    sealed class Number(string type, bool observed) : Series(type)
    {
        readonly Lock gate = new();
        double number;

        public override void Record(double value)
        {
            lock (gate)
                number = observed ? value : number + value;
        }

        public override void WriteTo(StringBuilder text, string name, string labels)
        {
            lock (gate)
                Line(text, name, labels, number);
        }
    }

    sealed class Histogram() : Series("histogram")
    {
        readonly Lock gate = new();
        readonly long[] counts = new long[Bounds.Length + 1];
        double sum;

        public override void Record(double value)
        {
            var bucket = Array.FindIndex(Bounds, b => value <= b);
            lock (gate)
            {
                counts[bucket < 0 ? Bounds.Length : bucket]++;
                sum += value;
            }
        }

        public override void WriteTo(StringBuilder text, string name, string labels)
        {
            var before = labels is "" ? "" : labels + ",";
            lock (gate)
            {
                var total = 0L;
                for (var i = 0; i < counts.Length; i++)
                    Line(text, name + "_bucket", $"{before}le=\"{(i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf")}\"", total += counts[i]);
                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, total);
            }
        }
    }
}
