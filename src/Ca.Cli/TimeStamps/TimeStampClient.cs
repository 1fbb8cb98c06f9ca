using System.Net.Http.Headers;
using Ca.Core;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;

namespace Ca.Cli.TimeStamps;

/// <summary>A time-stamp authority that is asked over HTTP (RFC 3161 §3.4): one question, one answer, of bounded length and within a time.</summary>
sealed class TimeStampClient : IDisposable
{
    /// <summary>A unit with its key in a slow token, behind a slow line, answers in a few seconds.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A redirect would turn the question into another; who moves its service says so to its users.
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = TimeStampResponse.MaxOctets,
    };

    readonly Uri address;

    TimeStampClient(Uri address) => this.address = address;

    /// <summary>The authority at this address; null when it is no address of HTTP.</summary>
    public static TimeStampClient? At(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new(uri) : null;

    /// <summary>Asks with a nonce. What comes back is the answer to this question, or a refusal.</summary>
    public Outcome<ReadOnlyMemory<byte>> Ask(DigestAlgorithm digest, ReadOnlyMemory<byte> imprint)
    {
        var request = TimeStampRequest.Create(digest, imprint.Span);
        if (Post(request.Encoded).Refused(out var why, out var answer) || TimeStampFile.Parse(answer).Refused(out why, out var token))
            return In(why);
        return request.Refuses(token) is { } differs ? In(differs) : token.SignedData.Encoded;
    }

    public void Dispose() => http.Dispose();

    Outcome<byte[]> Post(ReadOnlyMemory<byte> query)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(query) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        try
        {
            using var response = http.Send(message);
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
                return new Refusal(RefusalCode.Unavailable, Say("TimeStamps.http-status", (int)response.StatusCode));
            using var octets = new MemoryStream();
            response.Content.ReadAsStream().CopyTo(octets);
            return octets.ToArray();
        }
        // What the network did, an answer that is too long, and one that did not come in time.
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return new Refusal(RefusalCode.Unavailable, Say("TimeStamps.no-answer", e.Message));
        }
    }

    Refusal In(Refusal why) => new(why.Code, Say("TimeStamps.from-authority", address, why.Sentence));

    static Sentence Say(string key, params object[] arguments) => new(typeof(TimeStampClient).Assembly, key, arguments);
}
