/** One truck: to be filled. */
export default function Truck({ truckId }: { readonly truckId: string }) {
  return (
    <div className="page">
      <h1>{truckId}</h1>
    </div>
  );
}
