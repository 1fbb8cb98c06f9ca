using System.Runtime.InteropServices;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Issuance;

/// <summary>What happens to a key while it signs.</summary>
enum KeyFault
{
    None,
    /// <summary>It throws, as a token that was pulled out.</summary>
    Throws,
    /// <summary>Its signature is wrong, as after a computing fault.</summary>
    SignsBadly,
    /// <summary>It signs other octets than it was shown, and puts them in the place of those.</summary>
    ChangesWhatItSigns,
}

/// <summary>An issuing key that counts its signatures; its throwaways are ordinary keys, counted apart.</summary>
sealed class CountingKey(SoftwareKey inner, KeyFault fault = KeyFault.None) : SigningKey
{
    int signatures;
    int throwaways;

    public int Signatures => signatures;
    public int Throwaways => throwaways;
    public override PublicKey PublicKey => inner.PublicKey;
    public override SignatureAlgorithm Algorithm => inner.Algorithm;

    public override byte[] Sign(ReadOnlySpan<byte> toBeSigned)
    {
        Interlocked.Increment(ref signatures);
        switch (fault)
        {
            case KeyFault.Throws:
                throw new IOException("The token is gone");
            case KeyFault.ChangesWhatItSigns:
                // The last octet of the authority's URL in AuthorityInformationAccess or of its key identifier: DER stays DER.
                var writable = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(toBeSigned), toBeSigned.Length);
                writable[^1] ^= 1;
                return inner.Sign(writable);
            default:
                var signature = inner.Sign(toBeSigned);
                if (fault == KeyFault.SignsBadly)
                    signature[^1] ^= 1;
                return signature;
        }
    }

    public override byte[] Sign(Stream toBeSigned) => throw new NotSupportedException();

    public override SigningKey Throwaway()
    {
        Interlocked.Increment(ref throwaways);
        return inner.Throwaway();
    }

    protected override void Dispose(bool disposing)
    {
    }
}
