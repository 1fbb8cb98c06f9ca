using Ca.Cli.Certificates;
using Ca.Cli.Desk;
using Ca.Core.Keys;
using Ca.Core.Requests;

namespace Ca.Cli.Requests;

/// <summary>What we say about a request; its signature has been checked when it was read.</summary>
static class RequestView
{
    public static Answer Of(CertificationRequest request)
    {
        var refused = KeyPolicy.Refuses(request.PublicKey);
        List<Line> lines =
        [
            Line.Of("Requests.subject", request.Subject),
            Line.Of("Requests.key", request.PublicKey.Algorithm),
            Line.Of("Requests.identity", request.PublicKey.Identity),
            Line.Of("Requests.signature", request.SignatureAlgorithm),
            .. ExtensionView.Lines(request.Extensions),
        ];
        if (refused is not null)
            lines.Add(Line.Of("Requests.refused-key", refused.Sentence));
        return new(lines, new
        {
            subject = request.Subject.ToString(),
            algorithm = request.PublicKey.Algorithm.Name,
            request.PublicKey.Identity,
            signatureAlgorithm = request.SignatureAlgorithm.Name,
            extensions = ExtensionView.Json(request.Extensions),
            keyRefused = refused?.Sentence.Key,
        }, Good: refused is null);
    }
}
