/** The Plan screen: all plans, or one. */
import { PlanList } from './plan-list.tsx';
import { PlanScreen } from './plan-screen.tsx';
import './plan.css';

export default function Plan({ planId }: { readonly planId?: string }) {
  return planId === undefined ? <PlanList /> : <PlanScreen planId={planId} />;
}
