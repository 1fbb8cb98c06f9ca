namespace Ca.Core.Gost;

/// <summary>Finds the points that a table's columns begin with: a point and what doubling it again and again makes of it.</summary>
interface IColumns<TNumber, T> where TNumber : unmanaged where T : unmanaged
{
    /// <summary>Fills the columns, as many points side by side as there are lanes, each the one before it doubled so many times.</summary>
    /// <param name="first">Not the neutral point.</param>
    /// <param name="doublings">From one column to the next.</param>
    /// <param name="columns">The points.</param>
    void Fill(in TablePoint<TNumber> first, int doublings, Span<Point<T>> columns);
}

/// <summary>For points that are added one by one.</summary>
sealed class SingleColumns<T>(IGroup<T> group) : IColumns<T, T> where T : unmanaged
{
    public void Fill(in TablePoint<T> first, int doublings, Span<Point<T>> columns)
    {
        group.Widen(first, out columns[0]);
        for (var i = 1; i < columns.Length; i++)
        {
            columns[i] = columns[i - 1];
            group.Double(ref columns[i], doublings);
        }
    }
}
