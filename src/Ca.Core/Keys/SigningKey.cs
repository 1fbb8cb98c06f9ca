namespace Ca.Core.Keys;

/// <summary>A private key which can sign and nothing else; the subclasses are the places a key can live.</summary>
/// <remarks>Safe to use from several threads at once.</remarks>
public abstract class SigningKey : IDisposable
{
    /// <summary>The other half.</summary>
    public abstract PublicKey PublicKey { get; }

    /// <summary>What it signs with.</summary>
    public abstract SignatureAlgorithm Algorithm { get; }

    /// <summary>The signature, encoded as certificates carry it.</summary>
    public abstract byte[] Sign(ReadOnlySpan<byte> toBeSigned);

    /// <summary>The same over a stream, read to its end; in constant memory except for Ed25519, which needs the data twice.</summary>
    public abstract byte[] Sign(Stream toBeSigned);

    /// <summary>A new key of the same kind, to rehearse a signature with.</summary>
    public abstract SigningKey Throwaway();

    /// <summary>Forgets the private key: software keys zero their octets.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What a place has to give back.</summary>
    protected abstract void Dispose(bool disposing);
}
