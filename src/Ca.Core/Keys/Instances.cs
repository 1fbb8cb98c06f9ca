using System.Collections.Concurrent;

namespace Ca.Core.Keys;

/// <summary>
/// The platform's objects of one key. They are not documented to serve several threads at once, and importing a key costs more
/// than some signatures: so each caller borrows one, and there come to be as many as there were callers at the same moment.
/// </summary>
sealed class Instances<T>(Func<T> import) where T : class, IDisposable
{
    readonly ConcurrentStack<T> idle = new();
    volatile bool closed;

    public Loan Borrow()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        return new Loan(this, idle.TryPop(out var instance) ? instance : import());
    }

    /// <summary>Disposes of them; a signing key does so when it is disposed of, a public key leaves them to the collector.</summary>
    public void Close()
    {
        closed = true;
        while (idle.TryPop(out var instance))
            instance.Dispose();
    }

    void Return(T instance)
    {
        idle.Push(instance);
        // Whoever was signing meanwhile comes back too late to be found by Close.
        if (closed)
            Close();
    }

    /// <summary>One instance, until disposed of.</summary>
    public readonly ref struct Loan(Instances<T> owner, T instance)
    {
        public T Instance => instance;

        public void Dispose() => owner.Return(instance);
    }
}
