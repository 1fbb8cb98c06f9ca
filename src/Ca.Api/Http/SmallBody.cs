using System.Buffers;

namespace Ca.Api.Http;

/// <summary>Bodies that are read whole because they are small: the binary requests of OCSP and of time-stamping.</summary>
static class SmallBody
{
    /// <summary>The body; null when it is longer than it may be.</summary>
    public static async Task<byte[]?> Read(HttpContext http, int maxOctets)
    {
        if (http.Request.ContentLength > maxOctets)
            return null;
        var body = http.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(http.RequestAborted);
            var buffer = read.Buffer;
            if (!read.IsCompleted && buffer.Length <= maxOctets)
            {
                body.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            var octets = buffer.Length <= maxOctets ? buffer.ToArray() : null;
            body.AdvanceTo(buffer.End);
            return octets;
        }
    }
}
